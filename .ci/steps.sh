# The steps that .ci/run and .ci/full share. Sourced from the root of the repository.

shared=${COPYDESK_SHARED:-../shared}
target=${CARGO_TARGET_DIR:-target}
binary=$target/release/copydesk
work=$target/ci
mkdir -p "$work"
# One Python for every step. tools() replaces it if packages are missing.
python=python3

# step NAME COMMAND...: prints a heading, runs a command, and prints its time.
step() {
    local name=$1 start=$SECONDS
    shift
    echo "== $name"
    "$@" || { echo "FAILED: $name (exit code $?)" >&2; exit 1; }
    echo "   $((SECONDS - start)) s"
}

# tools [PACKAGE...]: installs the tools that the scorers and the hostile corpus need.
tools() {
    local missing=() package
    command -v zstd >/dev/null || missing+=(zstd)
    for package in "$@"; do
        case $package in
            xfsprogs) command -v mkfs.xfs >/dev/null || missing+=("$package") ;;
            *) command -v "$package" >/dev/null || missing+=("$package") ;;
        esac
    done
    if [ ${#missing[@]} -gt 0 ]; then
        apt-get update -qq && apt-get install -y -qq "${missing[@]}" >/dev/null || return
    fi
    if ! "$python" -c 'import zstandard' 2>/dev/null; then
        [ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv" || return
        "$work/venv/bin/python" -c 'import zstandard' 2>/dev/null ||
            "$work/venv/bin/python" -m pip install -q --disable-pip-version-check 'zstandard>=0.22,<1' || return
        python=$work/venv/bin/python
    fi
}

# licences: runs cargo-deny if it is installed, and always checks the licences, which needs no network.
licences() {
    if cargo deny --version >/dev/null 2>&1; then
        cargo deny check bans licenses sources || return
    else
        echo "   cargo-deny is not installed: only licences are checked"
    fi
    cargo metadata --format-version 1 --all-features >"$work/metadata.json" || return
    "$python" .ci/licences.py deny.toml "$work/metadata.json"
}

# instructions: compares the instructions of three benchmarks with benches/instructions.json.
instructions() {
    packaged valgrind valgrind libc6-dbg || true
    "$python" benches/instructions.py "$binary"
}

# fuzz_targets: checks that they compile. .ci/full runs them.
fuzz_targets() {
    command -v c++ >/dev/null || { echo "   skipped: libFuzzer needs a C++ compiler"; return 0; }
    cargo check -q --manifest-path fuzz/Cargo.toml --target-dir "$work/fuzz"
}

# determinism INPUT: checks that 1, 2 and 7 threads write the same bytes, except in run_env.json.
determinism() {
    local threads code
    for threads in 1 2 7; do
        rm -rf "$work/threads-$threads"
        code=0
        "$binary" run "$1" -o "$work/threads-$threads" --threads "$threads" --progress never -q || code=$?
        [ "$code" -le 1 ] || { echo "exit code $code on $threads threads" >&2; return 1; }
        [ -s "$work/threads-$threads/articles.csv" ] || { echo "no articles.csv" >&2; return 1; }
    done
    diff -rq --exclude run_env.json "$work/threads-1" "$work/threads-2" &&
        diff -rq --exclude run_env.json "$work/threads-1" "$work/threads-7" &&
        rm -rf "$work"/threads-*
}

# cases: runs the field cases. Fails if a case fails that .ci/known-failing-cases.txt does not list, or if
# a listed case passes, or if fewer pass than .ci/thresholds.json requires.
cases() {
    local report=$work/cases.txt known=.ci/known-failing-cases.txt
    "$python" "$shared/cases/cases.py" "$binary" >"$report" || true
    tail -n 1 "$report"
    if ! diff <(grep -v '^#' "$known" | sort) <(sed -n 's/^FAIL \([^ ]*\).*/\1/p' "$report" | sort) \
        >"$work/cases.diff"; then
        sed -n "s/^< /   now passes, so remove it from ${known//\//\\/}: /p; s/^> /   fails: /p" "$work/cases.diff"
        grep -A 6 '^FAIL' "$report" >&2
        return 1
    fi
    "$python" .ci/figures.py .ci/thresholds.json "$report" cases
}

# html_standard: holds the tokenizer against html5lib's tests, and the text of real pages against html5ever.
html_standard() {
    local pages=$shared/gold/pages/wcxb_dev_articles.jsonl.zst:$shared/gold/pages/fundus_dev.jsonl.zst
    COPYDESK_HTML5LIB=$(realpath "$shared/html5lib/tokenizer") \
        COPYDESK_PAGES=$pages:$shared/corpora/wayback_html.jsonl.zst \
        cargo test -q --lib parse::html::tests -- --ignored
}

# reader_tools: the Python with the tools that read tables, in an environment of its own.
reader_tools() {
    reader=$work/readers/bin/python
    [ -x "$reader" ] || python3 -m venv "$work/readers" || return
    "$reader" -c 'import pandas, polars, duckdb, frictionless, pyarrow, openpyxl' 2>/dev/null ||
        "$reader" -m pip install -q --disable-pip-version-check 'pandas>=3,<4' 'polars>=1,<2' 'duckdb>=1,<2' \
            'frictionless>=5,<6' 'pyarrow>=15' 'openpyxl>=3.1,<4'
}

# run_sample FOLDER [OPTION...]: the sample as FOLDER/sample-out. Its exit code is 1: a file is broken.
run_sample() {
    local folder=$1 code=0
    shift
    rm -rf "$folder" && mkdir -p "$folder" || return
    "$binary" run data/sample -o "$folder/sample-out" --progress never -q "$@" || code=$?
    [ "$code" -eq 1 ] || { echo "exit code $code" >&2; return 1; }
}

# tutorial: runs the sample and the Python examples of the tutorial and of the page on tables on it.
tutorial() {
    local folder=$work/tutorial page
    reader_tools || return
    run_sample "$folder" --formats parquet,jsonl --sqlite "$folder/sample.db" || return
    for page in docs/tutorial.md docs/open.md; do
        "$reader" .ci/tutorial.py "$page" "$folder" || return
    done
}

# tables: loads every table of the sample in every format with other tools, and compares each cell.
tables() {
    local folder=$work/tables threads
    reader_tools || return
    local flags=(--formats parquet,jsonl --excel --keep-original --passages --carry all)
    for threads in 1 2 7; do
        run_sample "$folder-$threads" "${flags[@]}" --sqlite "$folder-$threads.db" --threads "$threads" || return
        cmp "$folder-1.db" "$folder-$threads.db" &&
            diff -rq --exclude run_env.json "$folder-1" "$folder-$threads" || return
    done
    "$reader" .ci/tables.py "$folder-7/sample-out" "$folder-7.db" &&
        in_r "$folder-7/sample-out" && in_libreoffice "$folder-7/sample-out" "$folder-office" &&
        rm -rf "$folder"-[127] "$folder"-[127].db "$folder-office"
}

# packaged COMMAND PACKAGE...: installs packages of the distribution if a command is missing. Says so if it cannot.
packaged() {
    local name=$1 log=$work/packages.txt
    shift
    command -v "$name" >/dev/null && return
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1 && return
    echo "   skipped: $* cannot be installed here: $(tail -n 1 "$log")"
    return 1
}

# in_r OUT: the same tables by the recipe of the page on tables, in R. Installing takes about a minute.
in_r() {
    packaged Rscript r-cran-readr r-cran-jsonlite || return 0
    if ! Rscript -e 'library(readr); library(jsonlite)' >"$work/packages.txt" 2>&1; then
        echo "   skipped: R has no readr and jsonlite: apt-get install r-cran-readr r-cran-jsonlite"
        return 0
    fi
    "$reader" .ci/tables_in_r.py docs/open.md "$1"
}

# in_libreoffice OUT WORK: the same tables in LibreOffice Calc. Installing takes about a minute.
in_libreoffice() {
    packaged soffice libreoffice-calc-nogui || return 0
    "$reader" .ci/tables_in_libreoffice.py "$1" "$2"
}

# unit: the service in README is as closed as systemd can tell: an exposure under 3 of 10.
unit() {
    command -v systemd-analyze >/dev/null || { echo "   skipped: systemd-analyze is not installed"; return 0; }
    "$python" - "$work/copydesk.service" <<'END' || return
import pathlib, re, sys
unit = re.search(r"```ini\n(\[Unit\].*?)```", pathlib.Path("README.md").read_text(encoding="utf-8"), re.DOTALL)
pathlib.Path(sys.argv[1]).write_text(unit.group(1), encoding="utf-8")
END
    systemd-analyze security --offline=true --threshold=30 "$work/copydesk.service" >"$work/unit.txt" ||
        { cat "$work/unit.txt" >&2; return 1; }
    tail -n 1 "$work/unit.txt"
}

# score SECTION...: compares the figures of the scorers with .ci/thresholds.json.
score() {
    "$python" "$shared/score/score.py" "$binary" "$@" --work "$work/score" --json "$work/score.json" &&
        "$python" .ci/figures.py .ci/thresholds.json "$work/score.json" "$@"
}

# torture [OPTION...]: runs a corpus of hostile files, each with an expected outcome, in one gigabyte of
# memory.
torture() {
    local code=0 home=$work/torture-home as=()
    rm -rf "$work/torture" "$home"
    "$python" "$shared/torture/torture.py" build "$work/torture" "$@" >/dev/null || return
    install -d "$home" && cp "$binary" "$home/copydesk" || return
    case " $* " in
        *" --privileged "*)
            # Root may read everything, so permissions are tested as another user.
            [ "$(id -u)" != 0 ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
            chown 65534 "$home"
            "${as[@]}" test -x "$home/copydesk" ||
                { echo "user 65534 cannot reach $home" >&2; return 1; }
            ;;
    esac
    (ulimit -v 1048576 && exec "${as[@]}" "$home/copydesk" run "$work/torture/corpus" \
        -o "$home/out" --progress never -q) || code=$?
    [ "$code" -le 1 ] || { echo "exit code $code" >&2; return 1; }
    "$python" "$shared/torture/accounting.py" "$home/out" >"$work/torture.csv" || return
    # The thresholds decide how many mismatches are allowed, not the exit code of the judge.
    "$python" "$shared/torture/torture.py" judge "$work/torture" --accounting "$work/torture.csv" \
        --out "$home/out" --rc "$code" | tee "$work/torture.txt" || true
    "$python" .ci/figures.py .ci/thresholds.json "$work/torture.txt" torture
}

# browser: drives report.html in Chromium. Installs Chromium, playwright and axe-core if they are missing.
browser() {
    if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null || return
    fi
    command -v npm >/dev/null || { echo "npm is missing: it installs axe-core" >&2; return 1; }
    [ -x "$work/browser/bin/python" ] || python3 -m venv "$work/browser" || return
    "$work/browser/bin/python" -c 'import playwright' 2>/dev/null ||
        "$work/browser/bin/python" -m pip install -q --disable-pip-version-check 'playwright>=1.50,<2' || return
    [ -e "$work/browser/node_modules/axe-core" ] ||
        npm install --silent --no-save --prefix "$work/browser" axe-core@4 >/dev/null || return
    "$work/browser/bin/python" tests/browser/report.py "$binary" "$work/browser/node_modules/axe-core/axe.min.js"
}

# The rows of history.csv. They may differ, because a killed run may have been written and counted.
run_numbers='^[0-9a-f]{16},[0-9]+,[0-9]+,[0-9]*,[0-9a-f]*,[0-9a-f]*$'

# crash OPTION... -- COMMAND...: kills runs, repeats them to the end, and compares their tables.
crash() {
    rm -rf "$work/crash"
    bash "$shared/torture/crashloop.sh" -w "$work/crash" "$@"
}

# wheel: builds the Python wheel and installs it twice: with PySpark, and with Sail, which want different clients.
wheel() {
    local name build=$(realpath "$target") here=$(realpath "$work")
    if ! command -v java >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null || return
    fi
    for name in spark sail; do
        [ -x "$work/$name/bin/python" ] || python3 -m venv "$work/$name" || return
    done
    "$work/spark/bin/python" -c 'import maturin, matplotlib, pandas, pyarrow, pyspark, pytest' 2>/dev/null ||
        "$work/spark/bin/python" -m pip install -q --disable-pip-version-check 'maturin>=1.9,<2' 'matplotlib>=3.8' \
            'pandas>=2.2,<4' 'pyarrow>=15' 'pytest>=8' 'pyspark>=4,<5' || return
    "$work/sail/bin/python" -c 'import pandas, pyarrow, pysail, pyspark, pytest' 2>/dev/null ||
        "$work/sail/bin/python" -m pip install -q --disable-pip-version-check 'pandas>=2.2,<4' 'pyarrow>=15' \
            'pytest>=8' 'pysail==0.7.2' 'pyspark-client==4.2.0' || return
    rm -rf "$work/wheels"
    (cd python && cargo fmt --check &&
        CARGO_TARGET_DIR=$build "$here/spark/bin/maturin" build -q --release --locked -o "$here/wheels") || return
    for name in spark sail; do
        "$work/$name/bin/python" -m pip install -q --disable-pip-version-check --force-reinstall --no-deps \
            "$work"/wheels/*.whl || return
    done
}

# python_tests ENGINE: runs the tests of the wheel beside one engine, and holds the tables that the engine writes against
# those of the program.
python_tests() {
    COPYDESK_BINARY=$(realpath "$binary") "$work/$1/bin/python" -m pytest -q python/tests
}
