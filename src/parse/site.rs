//! Finds the site of a document.
//!
//! In: the record's field, the URL, the path. Out: a name or `None`. The header of the text is not
//! read here.

use crate::config::SiteSource;
use crate::document::DocumentId;

/// The site of a document under the settings. `rooted`: paths begin with the input's label.
pub(super) fn site(
    source: &SiteSource,
    field: Option<String>,
    url: Option<&str>,
    id: &DocumentId,
    rooted: bool,
) -> Option<String> {
    match source {
        SiteSource::None => None,
        SiteSource::Folder(level) => folder(id, rooted, *level).map(str::to_owned),
        SiteSource::Auto => field
            .map(|name| host(&name).unwrap_or(name))
            .or_else(|| url.and_then(host))
            .or_else(|| folder(id, rooted, 1).filter(|name| has_letters(name)).map(str::to_owned)),
    }
}

/// The host of a URL in lower case, without `www.`; `None` if the text is not a URL.
pub(super) fn host(url: &str) -> Option<String> {
    let (_, rest) = url.trim().split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?.trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    (!host.is_empty() && host.len() <= 253 && host.chars().all(fits)).then(|| host.to_owned())
}

/// The folder at a level below the input, counting from 1. An archive counts as if it were unpacked
/// where it lies.
fn folder(id: &DocumentId, rooted: bool, level: usize) -> Option<&str> {
    let path = if rooted { id.path.strip_prefix(&*id.root)? } else { &*id.path };
    let path = path.trim_start_matches('/');
    let (outer, file) = path.rsplit_once('/').map_or((None, path), |(o, file)| (Some(o), file));
    let member = id.member.as_deref().map(|member| member.trim_start_matches("./"));
    let inner = member.and_then(|member| member.rsplit_once('/')).map(|(folders, _)| folders);
    let outer = outer.into_iter().flat_map(|folders| folders.split('/'));
    let inner = inner.into_iter().flat_map(|folders| folders.split('/'));
    // Many archives hold one folder with the name of the archive.
    let archive = file.split('.').next().unwrap_or(file);
    let inner = inner.enumerate().filter(|(at, name)| *at > 0 || *name != archive);
    let mut folders = outer.chain(inner.map(|(_, name)| name)).filter(|name| !name.is_empty());
    folders.nth(level.checked_sub(1)?)
}

fn has_letters(name: &str) -> bool {
    name.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> DocumentId {
        DocumentId { root: "corpus".into(), path: path.into(), member: None, record: None }
    }

    #[test]
    fn field_then_host_then_folder() {
        let auto = |field: Option<&str>, url, path| {
            site(&SiteSource::Auto, field.map(str::to_owned), url, &at(path), false)
        };
        let url = Some("https://www.Harbour.example:80/a");
        assert_eq!(auto(Some("Harbour News"), url, "a/b.txt").as_deref(), Some("Harbour News"));
        assert_eq!(
            auto(Some("http://harbour.example/"), None, "b").as_deref(),
            Some("harbour.example")
        );
        assert_eq!(auto(None, url, "a/b.txt").as_deref(), Some("harbour.example"));
        assert_eq!(auto(None, Some("none"), "daily/2022/b.txt").as_deref(), Some("daily"));
        assert_eq!(auto(None, None, "2022/b.txt"), None);
        assert_eq!(auto(None, None, "b.txt"), None);
    }

    #[test]
    fn a_member_of_an_archive_has_the_folder_it_would_be_unpacked_to() {
        let of = |path: &str, member: &str| {
            let id = DocumentId { member: Some(member.into()), ..at(path) };
            site(&SiteSource::Auto, None, None, &id, false)
        };
        assert_eq!(of("all.zip", "courier/a.txt").as_deref(), Some("courier"));
        assert_eq!(of("all.tar.gz", "./all/courier/a.txt").as_deref(), Some("courier"));
        assert_eq!(of("courier/2022.zip", "stories/a.txt").as_deref(), Some("courier"));
        assert_eq!(of("all.zip", "a.txt"), None);
    }

    #[test]
    fn a_level_below_the_input() {
        let of = |path, rooted| site(&SiteSource::Folder(2), None, None, &at(path), rooted);
        assert_eq!(of("a/b/c.txt", false).as_deref(), Some("b"));
        assert_eq!(of("corpus/a/b/c.txt", true).as_deref(), Some("b"));
        assert_eq!(of("a/c.txt", false), None);
        assert_eq!(site(&SiteSource::None, Some("x".into()), None, &at("a/b"), false), None);
    }
}
