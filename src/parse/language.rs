//! The language of a text.
//!
//! In: a text and the language that its record declares. Out: an ISO 639-1 code (639-3 where there
//! is none), or nothing for a short text or one that fits no language well. A sample from the
//! middle of the text is enough. Function words decide the common languages at a fraction of the
//! cost of trigrams (W. B. Cavnar and J. M. Trenkle, 1994; here the `whatlang` crate), which decide
//! the rest. Mixed languages are not separated.

mod misread;

use std::sync::LazyLock;

use whatlang::detect;

/// Function words of a language: its ISO 639-1 code and words of at most eight bytes.
const WORDS: [(&str, &str); 15] = [
    (
        "en",
        "the of and to in a is that for it was on with as be at by he his from are this have had not but they an or were which you we their has been will would who said about",
    ),
    (
        "de",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr durch man",
    ),
    (
        "fr",
        "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son la l d qu s aux n'a cette ont ses mais comme ou leur nous elle été deux ces",
    ),
    (
        "es",
        "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ha o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo fue ser son",
    ),
    (
        "it",
        "di e il la che in a per un è del non con una le i si da al dei nel sono come della alla ha gli lo dal più anche ma delle ai o ed questo questa nella su se degli",
    ),
    (
        "pt",
        "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre foi são",
    ),
    (
        "nl",
        "de van een en het in is dat op te zijn met voor die niet aan er om ook als dan maar bij of uit nog naar heeft ze wordt door over deze had hij worden tot je hebben na",
    ),
    (
        "id",
        "yang dan di dari untuk dengan ini pada tidak dalam itu akan ke adalah oleh juga mereka telah dapat bisa ada karena saat kata para sebagai lebih sudah tersebut hari tahun",
    ),
    (
        "tr",
        "bir ve bu için da de ile olarak olan çok daha en gibi ne kadar sonra ise ancak o her var değil ya mi göre diye iki bunu ama",
    ),
    (
        "sv",
        "och i att det som en på är av för med den till inte har om ett de var han men sig från vi så kan när år under också efter eller nu ut",
    ),
    (
        "pl",
        "w i na z do się nie to że jest o jak po za od ale co przez dla są tym tego być ze już czy tak ma był jego który oraz",
    ),
    (
        "ru",
        "и в не на что с по как это к из у от за о для его но он до так все же была был бы или они во под уже при того",
    ),
    (
        "uk",
        "і в не на що з по як це до та у від за про для його але він так все є й або вони під вже при із щодо також",
    ),
    (
        "ar",
        "في من على إلى الى أن ان التي عن مع هذا الذي ما لا هذه بعد كان كما بين أو او قد ذلك قال إن لم كل يوم حيث عام هو هي و أي غير خلال وفي ومن على وقد إنه أنه وأن عند حتى ثم قبل لها منها به بها له فيها أمس وقال كانت هناك الى وهو وهي",
    ),
    (
        "fa",
        "در به از که این را با است برای آن و می یک تا هم بر او شود شده خود نیز بود های اما هر ما کرد وی نمی باید بین پس اگر",
    ),
];

/// Bytes of the first, small sample.
const FIRST_BYTES: usize = 320;
/// Bytes of the second sample.
const SAMPLE_BYTES: usize = 900;
/// Words and letters below which no language is reported.
const LEAST_WORDS: u32 = 12;
const LEAST_LETTERS: usize = 40;

/// Cells of the table of function words: a power of two, several times their number.
const CELLS: usize = 2048;

/// Words packed into eight bytes, each with its languages.
struct Table {
    cells: Vec<(u64, u16)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Table {
        let mut table = Table { cells: vec![(0, 0); CELLS] };
        for (language, (_, words)) in (0u16..).zip(WORDS) {
            for key in words.split(' ').filter_map(pack) {
                let cell = table.place(key);
                if let Some(cell) = table.cells.get_mut(cell) {
                    *cell = (key, cell.1 | 1 << language);
                }
            }
        }
        table
    }

    /// The cell of a word, or the empty one where it belongs.
    fn place(&self, key: u64) -> usize {
        let mut at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 53) as usize;
        while self.cells.get(at).is_some_and(|cell| cell.0 != 0 && cell.0 != key) {
            at = (at + 1) % CELLS;
        }
        at
    }

    /// The languages of a word, one bit each.
    fn languages(&self, key: u64) -> u16 {
        self.cells.get(self.place(key)).filter(|cell| cell.0 == key).map_or(0, |cell| cell.1)
    }
}

/// A word of at most eight bytes as a number, ASCII letters in lower case.
fn pack(word: &str) -> Option<u64> {
    let mut packed = None;
    packed_words(word, |key| packed = key);
    packed
}

/// Calls back with each run of letters, packed as by [`pack`].
fn packed_words(text: &str, mut word: impl FnMut(Option<u64>)) {
    let (mut key, mut length) = (0u64, 0usize);
    let found = |key: u64, length: usize| (length <= 8).then_some(key);
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphabetic() || byte >= 0x80 {
            key = key << 8 | u64::from(byte.to_ascii_lowercase());
            length += 1;
        } else if length > 0 {
            word(found(key, length));
            (key, length) = (0, 0);
        }
    }
    if length > 0 {
        word(found(key, length));
    }
}

/// The language of a text. The declared language is kept unless the text contradicts it.
pub(crate) fn language(text: &str, declared: Option<&str>) -> Option<String> {
    // The repair decodes such a text again later; its language is that of its bytes.
    let decoded = misread::decoded_again(sample(text, SAMPLE_BYTES * 2));
    let text = decoded.as_deref().unwrap_or(text);
    // A few lines are enough for most texts.
    let by_few = by_function_words(sample(text, FIRST_BYTES), 2);
    let sample = sample(text, SAMPLE_BYTES);
    let by_words = by_few.or_else(|| by_function_words(sample, 1));
    if let Some(found) = by_words {
        return Some(found.to_owned());
    }
    let declared = declared.and_then(normalise);
    if let Some(declared) = declared.filter(|code| is_plausible(code, sample)) {
        return Some(declared);
    }
    by_trigrams(sample).map(str::to_owned)
}

/// Up to `bytes` bytes from the middle of a text.
fn sample(text: &str, bytes: usize) -> &str {
    let border = |at: usize| (at..=text.len()).find(|&at| text.is_char_boundary(at));
    let start = text.len().saturating_sub(bytes) / 2;
    let end = border((start + bytes).min(text.len())).unwrap_or(text.len());
    text.get(border(start).unwrap_or(0)..end).unwrap_or(text)
}

/// How many of a hundred words must be function words. Arabic and Slavic languages use affixes
/// where others use words.
fn least_share(code: &str) -> u32 {
    if matches!(code, "ar" | "fa" | "ru" | "uk" | "pl" | "tr") { 12 } else { 20 }
}

/// The language whose function words reach their expected share and clearly outnumber those of any
/// other language; `sure` raises both thresholds.
fn by_function_words(sample: &str, sure: u32) -> Option<&'static str> {
    let table = &*TABLE;
    let (mut words, mut counts) = (0u32, [0u32; WORDS.len()]);
    packed_words(sample, |key| {
        words += 1;
        let mut languages = key.map_or(0, |key| table.languages(key));
        while languages != 0 {
            if let Some(count) = counts.get_mut(languages.trailing_zeros() as usize) {
                *count += 1;
            }
            languages &= languages - 1;
        }
    });
    let (best, most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let second = counts.iter().enumerate().filter(|(i, _)| *i != best).map(|(_, c)| *c).max()?;
    let (code, _) = WORDS.get(best)?;
    let least = least_share(code) * (sure + 3) / 4;
    let enough = words >= LEAST_WORDS * sure && most * 100 >= words * least;
    (enough && (most - second) * 12 >= words * sure).then_some(*code)
}

/// The language by trigrams and scripts; `None` where they are not reliable.
fn by_trigrams(sample: &str) -> Option<&'static str> {
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    // A Chinese character carries as much information as several letters.
    let least = if is_dense(sample) { LEAST_LETTERS / 4 } else { LEAST_LETTERS };
    if letters < least {
        return None;
    }
    let found = detect(sample)?;
    (found.is_reliable() || found.confidence() > 0.95).then(|| short_code(found.lang().code()))
}

fn is_dense(sample: &str) -> bool {
    let dense = |c: &char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    sample.chars().filter(dense).count() * 4 > sample.chars().count()
}

/// Whether a text is written in the script of a language: Latin or another.
fn is_plausible(code: &str, sample: &str) -> bool {
    const OTHER_SCRIPTS: [&str; 36] = [
        "am", "ar", "be", "bg", "bn", "ckb", "el", "fa", "gu", "he", "hi", "hy", "ja", "ka", "kk",
        "km", "kn", "ko", "ky", "lo", "mk", "ml", "mn", "mr", "my", "ne", "or", "ps", "ru", "si",
        "ta", "te", "th", "uk", "ur", "zh",
    ];
    let (mut latin, mut other) = (0usize, 0usize);
    for c in sample.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => latin += 1,
            '\u{370}'..='\u{1fff}' | '\u{2e80}'.. => other += 1,
            _ => {}
        }
    }
    if OTHER_SCRIPTS.contains(&code) {
        latin <= other
    } else {
        // Written in Latin letters, or in both scripts.
        matches!(code, "sr" | "uz" | "az" | "pa" | "ku" | "yi" | "ti" | "tg") || latin >= other
    }
}

/// Codes of three letters, codes of two letters, and names.
const CODES: &str = "eng en english|rus ru russian|cmn zh chinese|zho zh mandarin|chi zh chinese|\
    spa es spanish|por pt portuguese|ita it italian|ben bn bengali|fra fr french|fre fr french|\
    deu de german|ger de german|ukr uk ukrainian|kat ka georgian|ara ar arabic|hin hi hindi|\
    jpn ja japanese|heb he hebrew|yid yi yiddish|pol pl polish|amh am amharic|jav jv javanese|\
    kor ko korean|nob no norwegian|nor no norwegian|dan da danish|swe sv swedish|fin fi finnish|\
    tur tr turkish|nld nl dutch|dut nl dutch|hun hu hungarian|ces cs czech|cze cs czech|\
    ell el greek|gre el greek|bul bg bulgarian|bel be belarusian|mar mr marathi|kan kn kannada|\
    ron ro romanian|rum ro romanian|slv sl slovenian|hrv hr croatian|srp sr serbian|\
    mkd mk macedonian|lit lt lithuanian|lav lv latvian|est et estonian|tam ta tamil|\
    vie vi vietnamese|urd ur urdu|tha th thai|guj gu gujarati|uzb uz uzbek|pan pa punjabi|\
    aze az azerbaijani|ind id indonesian|tel te telugu|pes fa persian|fas fa farsi|per fa persian|\
    mal ml malayalam|ori or oriya|mya my burmese|nep ne nepali|sin si sinhala|khm km khmer|\
    tuk tk turkmen|aka ak akan|zul zu zulu|sna sn shona|afr af afrikaans|lat la latin|\
    slk sk slovak|cat ca catalan|tgl tl tagalog|hye hy armenian|cym cy welsh|epo eo esperanto|\
    swa sw swahili|msa ms malay|som so somali|hau ha hausa|pus ps pashto|kur ku kurdish";

fn code_rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    CODES.split('|').filter_map(|row| {
        let mut parts = row.trim().split(' ');
        Some((parts.next()?, parts.next()?, parts.next()?))
    })
}

/// The two-letter code for a three-letter one, where there is one.
fn short_code(code: &'static str) -> &'static str {
    code_rows().find(|(long, ..)| *long == code).map_or(code, |(_, short, _)| short)
}

/// `en-US`, `EN`, `eng`, `English` as `en`; `None` for anything else.
pub(super) fn normalise(declared: &str) -> Option<String> {
    let first = declared.trim().split(['-', '_', ',', ';']).next()?.trim().to_ascii_lowercase();
    let row = code_rows().find(|(long, short, name)| [*long, *short, *name].contains(&&*first));
    if let Some((_, short, _)) = row {
        return Some(short.to_owned());
    }
    let code = matches!(first.len(), 2 | 3) && first.bytes().all(|b| b.is_ascii_lowercase());
    (code && !matches!(&*first, "und" | "mul" | "unk" | "nan" | "xx" | "zxx")).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STORIES: [(&str, &str); 9] = [
        (
            "en",
            "The council said on Monday that the bridge would stay closed until the river had fallen, and that the ferry was to run at night.",
        ),
        (
            "de",
            "Der Stadtrat teilte am Montag mit, dass die Brücke gesperrt bleibt, bis der Fluss gefallen ist, und dass die Fähre auch in der Nacht fährt.",
        ),
        (
            "fr",
            "Le conseil a indiqué lundi que le pont resterait fermé jusqu'à la baisse du fleuve et que le bac circulerait dans la nuit pour les habitants.",
        ),
        (
            "es",
            "El consejo dijo el lunes que el puente seguirá cerrado hasta que baje el río, y que la balsa saldrá por la noche para los vecinos de la isla.",
        ),
        (
            "pt",
            "O conselho disse na segunda-feira que a ponte ficará fechada até que o rio baixe, e que a balsa não vai parar à noite para os moradores da ilha.",
        ),
        (
            "ru",
            "Совет сообщил в понедельник, что мост будет закрыт, пока не спадёт вода в реке, и что паром пойдёт ночью, как это было и в прошлом году.",
        ),
        (
            "ar",
            "قال المجلس يوم الاثنين إن الجسر سيبقى مغلقا إلى أن ينخفض النهر، كما أن العبارة ستعمل في الليل من أجل سكان الجزيرة بعد هذا القرار",
        ),
        (
            "fa",
            "شورای شهر روز دوشنبه اعلام کرد که این پل تا پایین آمدن آب رودخانه بسته است و قایق برای مردم جزیره در شب هم حرکت می کند",
        ),
        (
            "ja",
            "市議会は月曜日、川の水位が下がるまで橋を閉鎖すると発表した。島の住民のために夜も渡し船を出す。",
        ),
    ];

    #[test]
    fn common_languages_are_told() {
        for (code, text) in STORIES {
            assert_eq!(language(text, None).as_deref(), Some(code));
            assert_eq!(language(text, Some("tlh")).as_deref().map(|_| ()), Some(()));
        }
    }

    #[test]
    fn short_texts_are_unknown_unless_declared() {
        assert_eq!(language("Photo 1", None), None);
        assert_eq!(language("", None), None);
        assert_eq!(language("Photo 1", Some("en_GB")).as_deref(), Some("en"));
        assert_eq!(language("Photo 1", Some("unknown")), None);
    }

    #[test]
    fn a_wrong_declaration_does_not_stand() {
        for (code, text) in STORIES {
            let wrong = if code == "en" { "fa" } else { "en" };
            assert_eq!(language(text, Some(wrong)).as_deref(), Some(code), "{code}");
        }
    }

    #[test]
    fn codes_and_names_are_normalised() {
        for (given, code) in [("en-US", "en"), ("ENG", "en"), ("Persian", "fa"), ("ckb", "ckb")] {
            assert_eq!(normalise(given).as_deref(), Some(code));
        }
        for given in ["", "none at all", "und", "7"] {
            assert_eq!(normalise(given), None);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC*") {
            if let Some(code) = language(&text, None) {
                prop_assert!((2..=3).contains(&code.len()));
            }
        }
    }
}
