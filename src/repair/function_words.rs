//! Function words of some languages: articles, prepositions, pronouns, conjunctions, and other
//! common first words of sentences.
//!
//! In: a word. Out: whether it is a function word. They are the best sign of prose where there are
//! no counts from a corpus. Word classes beyond that are not told.

use std::sync::LazyLock;

use crate::document::learned::word_evidence::CountMap;
use crate::key::word_key;

const ENGLISH: &str = "
the a an this that these those it its he she they we you i his her their our your my him them us me
in on at to for of from by with without as into onto over under after before during while when where
what which who whom whose why how if then than so and but or nor not no yes yet also only just even
is are was were be been being has have had do does did will would can could may might must shall
should there here once until since because although though however whether about above across again
against all almost along already always among another any around back both down each either enough
every few first get got had if let many more most much neither never next now off often one other out
own perhaps same second see several some soon still such through thus too two up upon very well
meanwhile moreover instead despite according unlike like based it's i'm that's there's don't can't";

const OTHERS: &str = "
el la los las un una de del y o que en es por para con sin se su sus al lo como más pero no este esta
le les des du et ou qui est dans pour pas sur au aux ce cette il elle nous vous ils ont sont avec mais
der die das und oder ist in den dem des ein eine einen einer im am zu mit von auf für nicht sich auch
il lo gli di da per che è e non una nel della dei
os as um uma do dos das em não com ao na no
het een van en op te dat niet met zijn";

/// Function words that say by themselves that a text is English: no neighbouring language has them.
const TELLING: &str = "
the and of to is was with that for it his her they have this from you are were has by at my not but be
or she will had said their who would been which its there when what could should about because your our can how more than into
through while these those most other each such";

/// The function words of all languages, by key, each with what it tells of English.
static KEYS: LazyLock<CountMap<u64, Sort>> = LazyLock::new(|| {
    let mut keys: CountMap<u64, Sort> = CountMap::default();
    for (words, sort) in [(OTHERS, Sort::Other), (ENGLISH, Sort::English), (TELLING, Sort::Telling)]
    {
        keys.extend(words.split_ascii_whitespace().map(|word| (word_key(word), sort)));
    }
    keys
});

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Other,
    English,
    Telling,
}

/// Whether a word, in any case, is a function word. Curly apostrophes count as straight ones.
pub(super) fn is_function_word(word: &str) -> bool {
    may_be_function_word(word) && KEYS.contains_key(&word_key(word))
}

/// Whether a word, in any case, is an English function word.
pub(super) fn is_english_function_word(word: &str) -> bool {
    may_be_function_word(word) && is_english_function_word_key(word_key(word))
}

/// Whether a word is short enough to be a function word.
pub(super) fn may_be_function_word(word: &str) -> bool {
    word.len() <= 12
}

/// Whether a key is that of an English function word.
pub(super) fn is_english_function_word_key(key: u64) -> bool {
    KEYS.get(&key).is_some_and(|&sort| sort != Sort::Other)
}

/// Whether a key is that of a function word that only English has.
pub(super) fn tells_english(key: u64) -> bool {
    KEYS.get(&key) == Some(&Sort::Telling)
}

/// Whether a line is English: it has at least two function words that other languages do not share.
pub(super) fn is_english(line: &str) -> bool {
    const ENGLISH: [&str; 24] = [
        "the", "and", "of", "to", "is", "was", "with", "that", "for", "it", "his", "her", "they",
        "have", "this", "from", "you", "are", "were", "has", "by", "at", "my", "we",
    ];
    let head = line.char_indices().nth(600).map_or(line, |(at, _)| line.get(..at).unwrap_or(line));
    let known = |word: &&str| ENGLISH.iter().any(|e| e.eq_ignore_ascii_case(word));
    head.split(|c: char| !c.is_alphabetic()).filter(known).take(2).count() == 2
}
