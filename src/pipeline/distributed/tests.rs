//! The steps, put together in another order than on one machine, write the files of one machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::Error;
use crate::config::{InputSettings, NightlySettings, OutputSettings};
use crate::pipeline::{self, Plan};

/// All files below a folder, but the one that says how long a run took.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("run_env.json") {
                found.insert(
                    path.strip_prefix(folder).unwrap().to_owned(),
                    fs::read(&path).unwrap(),
                );
            }
        }
    }
    found
}

struct Found {
    copies: Vec<CopyRow>,
    pairs: Vec<PairRow>,
    capped: (u64, u64),
}

/// The candidates of documents, whose lists come in two buckets and whose pairs come in any order.
fn candidates(documents: &[&DocumentRow], job: &Job) -> Found {
    let settings = &job.matching;
    let cards: Vec<&[u8]> = documents.iter().rev().map(|row| &*row.card).collect();
    let copies = first_copies(&cards, settings).unwrap();
    let first: BTreeMap<u64, u64> = copies.iter().map(|row| (row.place, row.first)).collect();
    let unique = documents.iter().filter(|row| first[&row.place] == row.place);
    let rows: Vec<(&[u8], &[u8])> = unique.map(|row| (&*row.card, &*row.sample)).collect();
    let (odd, even): (Vec<Posting>, Vec<Posting>) =
        postings(&rows, settings).unwrap().into_iter().partition(|posting| posting.key % 2 == 1);
    let (mut sums, mut capped): (BTreeMap<(u64, u64), Event>, _) = (BTreeMap::new(), (0, 0));
    for bucket in [odd, even] {
        let (events, left_out) = pair_lists(bucket, settings);
        capped = (capped.0 + left_out.shingles, capped.1 + left_out.pairs);
        for event in events {
            let sum = sums.entry((event.a, event.b)).or_insert(Event { times: 0, ..event });
            sum.times += event.times;
            sum.is_capped |= event.is_capped;
        }
    }
    let (long, short): (Vec<Event>, Vec<Event>) =
        sums.into_values().partition(|event| event.is_capped);
    let sample = |place: u64| &*documents.iter().find(|row| row.place == place).unwrap().sample;
    let sampled =
        |event: &Event| SampledPair { event: *event, samples: [sample(event.a), sample(event.b)] };
    let long: Vec<SampledPair<'_>> = long.iter().map(sampled).collect();
    let mut pairs = choose(&short, settings);
    pairs.extend(choose_sampled(&long, settings));
    Found { copies, pairs, capped }
}

/// The part of each document in learning: whether it has the vote of its copies, the class of its site if its shingles
/// count, whether its words are in the sample.
#[derive(Default)]
struct Votes {
    of: BTreeMap<u64, (bool, Option<u32>, bool)>,
    cells_log2: u32,
    languages: Vec<(String, u64)>,
}

/// The votes, put together from links that come one by one and last first.
fn votes(documents: &[&DocumentRow], found: &Found) -> Votes {
    let card = |place: u64| &*documents.iter().find(|row| row.place == place).unwrap().card;
    let exact = found.copies.iter().filter(|row| row.place != row.first);
    let exact = exact.map(|row| LinkRow::Exact(card(row.place), card(row.first)));
    let pairs = found.pairs.iter().map(|pair| LinkRow::Pair(*pair, card(pair.b), card(pair.a)));
    let linked: Vec<Link> =
        exact.chain(pairs).rev().flat_map(|row| links(&[row]).unwrap()).collect();
    let copied = linked.iter().filter(|link| link.share.is_none()).map(|link| (link.b, link.a));
    let copies: Vec<(u64, u64)> = connected(&copied.collect::<Vec<_>>());
    let both: Vec<(u64, u64)> = copies.iter().copied().chain(containers(&linked)).collect();
    let (copy, story): (BTreeMap<u64, u64>, BTreeMap<u64, u64>) =
        (copies.into_iter().collect(), connected(&both).into_iter().collect());
    let cards: Vec<&[u8]> = documents.iter().map(|row| &*row.card).collect();
    let mut facts: Vec<Fact> = facts(&cards).unwrap();
    facts.sort_by_key(|fact| fact.place);
    let row = |fact: &Fact| {
        let story = story.get(&fact.place).copied().unwrap_or(fact.place);
        StoryRow { place: fact.place, story, tokens: fact.tokens }
    };
    let voting = voters(&facts.iter().rev().map(row).collect::<Vec<_>>());
    let mut voting: Vec<&Fact> = facts.iter().filter(|fact| voting.contains(&fact.place)).collect();
    let tokens = voting.iter().map(|fact| u64::from(fact.tokens)).sum();
    voting.sort_by_key(|fact| (fact.sha256, fact.place));
    let sample = sample_of_words(voting.len() as u64) as usize;
    let mut plan = Votes { cells_log2: cells_log2(tokens), ..Votes::default() };
    let (mut sites, mut languages) = (Vec::new(), BTreeMap::<String, u64>::new());
    for fact in &facts {
        fact.language.iter().for_each(|name| *languages.entry(name.clone()).or_default() += 1);
        if fact.site.is_some() && !sites.contains(&fact.site) {
            sites.push(fact.site.clone());
        }
        let number = sites.iter().position(|site| *site == fact.site).map(|at| at as u32);
        let at = voting.iter().position(|voter| voter.place == fact.place);
        let has_vote = copy.get(&fact.place).is_none_or(|first| *first == fact.place);
        let class = at.map(|_| class_of_site(number, &fact.sha256));
        plan.of.insert(fact.place, (has_vote, class, at.is_some_and(|at| at < sample)));
    }
    plan.languages = languages.into_iter().collect();
    plan
}

/// Learns from rows, counted one by one and merged.
fn learned(rows: &[&Row], executor: &Executor, job: &Job) -> Vec<u8> {
    let documents: Vec<&DocumentRow> =
        rows.iter().map(|row| &row.document.as_ref().unwrap().0).collect();
    let plan = votes(&documents, &candidates(&documents, job));
    let (mut counts, mut words) = (Vec::new(), Vec::new());
    let mut cells: BTreeMap<u32, Vec<Vec<u8>>> = BTreeMap::new();
    for row in rows {
        let (has_vote, class, in_sample) = plan.of[&row.place];
        let (document, article) = row.document.as_ref().unwrap();
        let articles = [(&**article, has_vote)];
        counts.push(executor.count(&articles, &plan.languages).unwrap());
        if let Some(class) = class {
            for (part, bytes) in weigh(&[(&document.tokens, class)], plan.cells_log2).unwrap() {
                cells.entry(part).or_default().push(bytes);
            }
        }
        if in_sample {
            words.push(words_of(&document.tokens).unwrap());
        }
    }
    fn all(list: &[Vec<u8>]) -> Vec<&[u8]> {
        list.iter().map(|bytes| &**bytes).collect()
    }
    let merged = [merge_counts(&all(&counts)).unwrap()];
    let parts: Vec<Vec<u8>> =
        cells.values().map(|part| merge_cells(&all(part), true).unwrap()).collect();
    finish(&all(&merged), &all(&parts), &all(&words), plan.cells_log2, job.cleaning.any()).unwrap()
}

#[test]
fn the_steps_in_any_order_write_the_files_of_one_machine() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let plan = |out: &str| Plan {
        input: InputSettings { inputs: vec![sample.clone()], ..InputSettings::default() },
        output: OutputSettings { folder: folder.path().join(out), ..OutputSettings::default() },
        ..Plan::default()
    };
    pipeline::run(&plan("alone"), &())?;

    let (job, walk) = Job::new(&plan("many"))?;
    let job = Job::from_bytes(&job.to_bytes()?)?;
    let executor = Executor::new(job.clone(), None)?;
    let files_of_task = |task: &Task| {
        // Each file in two shares, as if it were large.
        (task.first..task.first + task.files)
            .flat_map(|first| [0, 1].map(|part| Task { first, files: 1, part, parts: 2 }))
            .collect::<Vec<_>>()
    };
    let mut rows = Vec::new();
    for task in tasks(&walk).iter().rev().flat_map(files_of_task) {
        rows.extend(executor.read(task)?);
    }
    let read: Vec<&Row> = rows.iter().rev().filter(|row| row.document.is_some()).collect();
    let state = learned(&read, &executor, &job);
    assert_eq!(load_state(&state)?, pipeline::learn(&plan("state"), folder.path(), &())?);

    let executor = Executor::new(job.clone(), Some(&state))?;
    let articles = read.iter().map(|row| (row.place, &*row.document.as_ref().unwrap().1));
    let clean = executor.clean(&articles.collect::<Vec<_>>())?;
    let documents: BTreeMap<u64, &(DocumentRow, Vec<u8>)> =
        clean.iter().filter_map(|row| Some((row.place, row.document.as_ref()?))).collect();
    let listed: Vec<&DocumentRow> = documents.values().map(|(row, _)| row).collect();
    let found = candidates(&listed, &job);
    let parts = |place: u64| {
        let row = &documents[&place].0;
        [&*row.card, &*row.sample, &*row.tokens]
    };
    let mut compared = Vec::new();
    for pair in found.pairs.iter().rev() {
        let (one, two) = (parts(pair.a), parts(pair.b));
        compared.extend(executor.verify(&[VerifyRow { a: pair.a, b: pair.b, one, two }])?);
    }
    let linked = compared.iter().map(|(a, b, _)| (*a, *b));
    let copied = found.copies.iter().filter(|row| row.place != row.first);
    let copied = copied.map(|row| (row.place, row.first));
    let roots = connected(&linked.chain(copied).collect::<Vec<_>>());
    let mut sizes: BTreeMap<u64, u64> = BTreeMap::new();
    roots.iter().for_each(|(_, root)| *sizes.entry(*root).or_default() += 1);
    let bucket: BTreeMap<u64, u32> =
        buckets(&sizes.into_iter().collect::<Vec<_>>(), 3).into_iter().collect();
    let bucket_of: BTreeMap<u64, u32> =
        roots.into_iter().map(|(place, root)| (place, bucket[&root])).collect();
    let mut decided = Vec::new();
    for bucket in 0..3 {
        let mut rows = Vec::new();
        for copy in found.copies.iter().filter(|row| bucket_of.get(&row.place) == Some(&bucket)) {
            let [card, sample, tokens] = parts(copy.place);
            let body = (copy.place == copy.first).then_some([sample, tokens]);
            rows.push(DecideRow::Document { first: copy.first, card, body });
        }
        let own = compared.iter().rev().filter(|(a, ..)| bucket_of[a] == bucket);
        rows.extend(own.map(|(a, b, bytes)| DecideRow::Pair { a: *a, b: *b, compared: bytes }));
        decided.push(executor.decide(&rows)?);
    }
    assert!(decided.iter().all(|one| !one.clusters.is_empty()), "every bucket has clusters");

    let problems: Vec<&[u8]> =
        rows.iter().chain(&clean).filter_map(|row| row.problem.as_deref()).collect();
    let mut batches = documents
        .iter()
        .map(|(place, (_, bytes))| Ok(vec![(*place, bytes.clone())]))
        .collect::<Vec<Result<_, Error>>>()
        .into_iter();
    let matched = Matched {
        decided,
        candidates: found.pairs.len() as u64,
        capped_shingles: found.capped.0,
        capped_pairs: found.capped.1,
    };
    let output = Output::open(&job, walk)?;
    output.write(&state, &mut batches, &problems, rows.len() as u64, matched)?;
    let (alone, many) = (files(&folder.path().join("alone")), files(&folder.path().join("many")));
    assert!(alone.keys().eq(many.keys()));
    for (name, bytes) in &alone {
        assert!(many[name] == *bytes, "{} differs", name.display());
    }
    Ok(())
}

#[test]
fn what_only_one_machine_can_do_is_refused() {
    type Set<'a> = &'a dyn Fn(&mut Plan);
    let refused: [(&str, Set<'_>); 5] = [
        ("--index", &|plan| plan.nightly = Some(NightlySettings::default())),
        ("--against", &|plan| plan.against = Some("reference".into())),
        ("--labels", &|plan| plan.labels = Some("labels.csv".into())),
        ("--metadata", &|plan| plan.input.metadata = Some(("table.csv".into(), "id".into()))),
        ("--passages", &|plan| plan.output.passages = true),
    ];
    for (flag, set) in refused {
        let mut plan = Plan::default();
        set(&mut plan);
        for error in [Job::new(&plan).unwrap_err(), Job::of_records(&plan).unwrap_err()] {
            let told = error.to_string();
            assert!(told.contains(&format!("{flag} works on one machine only")), "{told}");
            assert_eq!(error.exit_code(), 2, "{flag}");
        }
    }
}
