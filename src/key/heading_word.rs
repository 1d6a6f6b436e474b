//! Single words that are headings of parts of a story: days of a diary, "introduction",
//! "conclusion".
//!
//! In: one word in lower case. Out: whether it is such a word. It does not look at the word's place.

/// Whether a line of this one word is the heading of a part of a story. Such a line is not chrome,
/// however many stories of a site have it.
pub(super) fn heads_a_part(word: &str) -> bool {
    is_calendar_word(word) || PARTS.binary_search(&word).is_ok()
}

/// Names of months and weekdays, and their short forms, in the languages of the rulebook.
pub(super) fn is_calendar_word(word: &str) -> bool {
    CALENDAR.binary_search(&word).is_ok()
}

#[rustfmt::skip]
const CALENDAR: &[&str] = &[
    "abril", "agosto", "agustus", "am", "août", "apr", "april", "aprile", "aug", "august",
    "augustus", "avril", "bst", "dec", "december", "desember", "dezember", "dezembro",
    "dicembre", "diciembre", "dienstag", "dimanche", "dinsdag", "domenica", "domingo",
    "donderdag", "donnerstag", "décembre", "edt", "enero", "est", "feb", "febbraio", "febrero",
    "februar", "februari", "february", "fevereiro", "freitag", "fri", "friday", "février",
    "gennaio", "giovedì", "giugno", "gmt", "jan", "janeiro", "januar", "januari", "january",
    "janvier", "jeudi", "jueves", "juillet", "juin", "jul", "julho", "juli", "julio", "july",
    "jumat", "jun", "june", "junho", "juni", "junio", "kamis", "luglio", "lundi", "lunedì",
    "lunes", "maandag", "maart", "maggio", "mai", "maio", "mar", "march", "mardi", "maret",
    "mars", "martedì", "martes", "marzo", "março", "may", "mayo", "mei", "mercoledì",
    "mercredi", "minggu", "mittwoch", "miércoles", "mon", "monday", "montag", "märz", "nov",
    "november", "novembre", "novembro", "noviembre", "oct", "october", "octobre", "octubre",
    "oktober", "ottobre", "outubro", "pdt", "pm", "pst", "quarta", "quinta", "rabu", "sabato",
    "sabtu", "samedi", "samstag", "sat", "saturday", "segunda", "selasa", "senin", "sep",
    "sept", "september", "septembre", "septiembre", "setembro", "settembre", "sexta", "sonntag",
    "sun", "sunday", "sábado", "terça", "thu", "thur", "thurs", "thursday", "tue", "tues",
    "tuesday", "utc", "vendredi", "venerdì", "viernes", "vrijdag", "wed", "wednesday",
    "woensdag", "zaterdag", "zondag", "августа", "апреля", "воскресенье", "вторник", "декабря",
    "июля", "июня", "марта", "мая", "ноября", "октября", "понедельник", "пятница", "сентября",
    "среда", "суббота", "февраля", "четверг", "января", "آبان", "آذر", "أبريل", "أغسطس",
    "أكتوبر", "إبريل", "ابريل", "اردیبهشت", "اسفند", "اغسطس", "اكتوبر", "الأحد", "الأربعاء",
    "الإثنين", "الاثنين", "الاحد", "الاربعاء", "الثلاثاء", "الجمعة", "الخميس", "السبت", "بهمن",
    "تیر", "جمعه", "خرداد", "دوشنبه", "ديسمبر", "دی", "رجب", "رمضان", "سبتمبر", "سهشنبه",
    "شعبان", "شنبه", "شهریور", "شوال", "صفر", "فبراير", "فروردین", "مارس", "مايو", "محرم",
    "مرداد", "مهر", "نوفمبر", "يناير", "يوليو", "يونيو", "پنجشنبه", "چهارشنبه", "یکشنبه",
];

/// Parts of a report or an essay, in the languages of the rulebook.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "achtergrond", "antecedentes", "ausblick", "background", "conclusie", "conclusion",
    "conclusione", "conclusiones", "conclusioni", "conclusions", "conclusión", "conclusão",
    "conclusões", "contexte", "einleitung", "epilogue", "fazit", "findings", "hintergrund",
    "inleiding", "introducción", "introduction", "introduzione", "introdução", "kesimpulan",
    "methodology", "methods", "méthodologie", "pendahuluan", "postscript", "premessa", "prologue",
    "recommendations", "results", "resumen", "samenvatting", "schluss", "summary",
    "zusammenfassung", "введение", "выводы", "заключение", "الخلاصة", "خاتمة", "خلاصة", "مقدمة",
    "مقدمه",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_sorted() {
        assert!(CALENDAR.is_sorted());
        assert!(PARTS.is_sorted());
    }

    #[test]
    fn headings_of_parts_are_not_buttons() {
        assert!(["sunday", "conclusion", "fazit", "введение"].into_iter().all(heads_a_part));
        assert!(!["share", "photo", "advertisement", "related"].into_iter().any(heads_a_part));
    }
}
