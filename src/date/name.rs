//! Names of months, weekdays and time zones, and the small words around dates.
//!
//! In: a word. Out: its meaning. Names are compared without case and accents. To add a language, add
//! its rows to the tables.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The English names of the months.
#[cfg(test)]
pub(super) const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// For each month its names and abbreviations: English, German, French, Spanish, Italian,
/// Portuguese, Dutch, Indonesian, Turkish, Russian, Ukrainian, Arabic (Egypt and the Gulf, the
/// Levant, the Maghreb), Persian.
const MONTHS: [&str; 12] = [
    "january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari ocak oca \
     января январь янв січня يناير جانفي ژانویه",
    "february feb februar feber février févr fév febrero febbraio fevereiro fev februari şubat şub \
     февраля февраль февр фев лютого فبراير شباط فيفري فوریه",
    "march mar märz mär mrz mars marzo março maart mrt maret mart марта март мар березня مارس آذار",
    "april apr avril avr abril abr aprile nisan nis апреля апрель апр квітня أبريل إبريل نيسان \
     أفريل آوریل",
    "may mai mayo maggio mag maio mei mayıs мая май травня مايو أيار ماي مه",
    "june jun juni juin junio giugno giu junho haziran haz июня июнь июн червня يونيو يونيه حزيران \
     جوان ژوئن",
    "july jul juli juillet juil julio luglio lug julho temmuz tem июля июль июл липня يوليو يوليه \
     تموز جويلية يوليوز ژوئیه جولای",
    "august aug août aout agosto ago augustus agustus agu ağustos ağu августа август авг серпня \
     أغسطس آب غشت أوت اوت",
    "september sep sept septembre septiembre setiembre settembre set setembro eylül eyl сентября \
     сентябрь сент сен вересня سبتمبر أيلول شتنبر سپتامبر",
    "october oct oktober okt octobre octubre ottobre ott outubro out ekim eki октября октябрь окт \
     жовтня أكتوبر اكتوبر اکتبر",
    "november nov novembre noviembre novembro kasım kas ноября ноябрь нояб ноя листопада نوفمبر \
     نونبر نوامبر",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember des aralık ara \
     декабря декабрь дек грудня ديسمبر دجنبر دسامبر",
];

/// Months with names of two words, as in the Levant.
const TWO_WORDS: [(&str, &str, u64); 4] =
    [("كانون", "الثاني", 1), ("تشرين", "الأول", 10), ("تشرين", "الثاني", 11), ("كانون", "الأول", 12)];

/// Names of weekdays, in the order of languages above.
const WEEKDAYS: &str = "monday tuesday wednesday thursday friday saturday sunday \
    mon tue tues wed thu thur thurs fri sat sun \
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so \
    lundi mardi mercredi jeudi vendredi samedi dimanche \
    lunes martes miércoles jueves viernes sábado domingo \
    lunedì martedì mercoledì giovedì venerdì sabato domenica \
    segunda terça quarta quinta sexta feira \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag \
    senin selasa rabu kamis jumat sabtu minggu ahad \
    pazartesi salı çarşamba perşembe cuma cumartesi pazar \
    понедельник вторник среда четверг пятница суббота воскресенье \
    الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد \
    دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه";

/// Zones with their offset in minutes east of Greenwich: those of RFC 2822 and Central Europe.
const ZONES: [(&str, i32); 14] = [
    ("Z", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("UT", 0),
    ("EDT", -240),
    ("EST", -300),
    ("CDT", -300),
    ("CST", -360),
    ("MDT", -360),
    ("MST", -420),
    ("PDT", -420),
    ("PST", -480),
    ("CET", 60),
    ("CEST", 120),
];

/// Zones whose offset depends on the season or on the country.
const OPEN_ZONES: [&str; 15] = [
    "ET", "CT", "MT", "PT", "BST", "IST", "AEST", "AEDT", "JST", "KST", "WIB", "WITA", "WIT",
    "MSK", "SGT",
];

/// Months by name, from 1.
static MONTH_NUMBERS: LazyLock<HashMap<String, u64>> = LazyLock::new(|| {
    let rows = (1u64..).zip(MONTHS);
    rows.flat_map(|(number, names)| names.split_whitespace().map(move |n| (fold(n), number)))
        .collect()
});

static WEEKDAY_NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| WEEKDAYS.split_whitespace().map(fold).collect());

/// The month that a word names, from 1.
pub(super) fn month(word: &str) -> Option<u64> {
    MONTH_NUMBERS.get(&short(word)?).copied()
}

/// The month that two words name together, from 1.
pub(super) fn month_of_two(first: &str, second: &str) -> Option<u64> {
    let (first, second) = (short(first)?, short(second)?);
    let row = TWO_WORDS.iter().find(|row| fold(row.0) == first && fold(row.1) == second)?;
    Some(row.2)
}

pub(super) fn is_weekday(word: &str) -> bool {
    matches!(word, "," | "." | "-" | "،")
        || short(word).is_some_and(|word| WEEKDAY_NAMES.contains(&word))
}

/// The offset of a zone in minutes: `Some(None)` if its name does not determine it, `None` for a word
/// that is not a zone.
pub(super) fn zone(word: &str) -> Option<Option<i32>> {
    if let Some((_, offset)) = ZONES.iter().find(|(name, _)| *name == word) {
        return Some(Some(*offset));
    }
    OPEN_ZONES.contains(&word).then_some(None)
}

/// Whether a token can be between a date and its time.
pub(super) fn is_connector(text: &str) -> bool {
    matches!(
        text,
        "," | "-"
            | "–"
            | "—"
            | "|"
            | "•"
            | "·"
            | "@"
            | ";"
            | "T"
            | "t"
            | "at"
            | "um"
            | "à"
            | "a"
            | "las"
            | "alle"
            | "ore"
            | "às"
            | "as"
            | "om"
            | "kl"
            | "в"
            | "о"
            | "pukul"
            | "pkl"
            | "saat"
            | "الساعة"
            | "ساعت"
            | "،"
    )
}

/// Whether a word is an `of` between day, month and year.
pub(super) fn is_of(word: &str) -> bool {
    matches!(word, "of" | "de" | "del" | "di" | "من")
}

/// Whether a word is the ending of an ordinal number.
pub(super) fn is_ordinal(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "er" | "e" | "º" | "ª" | "го")
}

/// Whether a word means "o'clock".
pub(super) fn is_oclock(word: &str) -> bool {
    matches!(word, "Uhr" | "uhr" | "hrs" | "hs" | "h" | "WIB")
}

/// The folded word, or `None` if it is too long for a name.
fn short(word: &str) -> Option<String> {
    (word.len() <= 40).then(|| fold(word))
}

/// Folds case, accents, and the letters that Arabic, Persian and Turkish write in two ways.
fn fold(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_alphabetic()) {
        return word.to_ascii_lowercase();
    }
    let plain = word.chars().flat_map(char::to_lowercase).nfd().filter(|&c| !is_combining_mark(c));
    plain
        .map(|c| match c {
            'ı' => 'i',
            'ی' | 'ى' => 'ي',
            'ک' => 'ك',
            'ة' => 'ه',
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_one_month_in_any_case() {
        for (number, names) in (1u64..).zip(MONTHS) {
            for name in names.split_whitespace() {
                assert_eq!(month(name), Some(number), "{name}");
                assert_eq!(month(&name.to_uppercase()), Some(number), "{name}");
            }
        }
        for (number, name) in (1u64..).zip(ENGLISH) {
            assert_eq!(month(name), Some(number));
        }
        assert_eq!(month("KASIM"), Some(11));
        assert_eq!(month("EKİM"), Some(10));
        assert_eq!(month("monday"), None);
    }

    #[test]
    fn months_of_two_words() {
        assert_eq!(month_of_two("تشرين", "الأول"), Some(10));
        assert_eq!(month_of_two("تشرين", "أكتوبر"), None);
    }

    #[test]
    fn zones_with_and_without_an_offset() {
        assert_eq!(zone("EDT"), Some(Some(-240)));
        assert_eq!(zone("ET"), Some(None));
        assert_eq!(zone("et"), None);
    }
}
