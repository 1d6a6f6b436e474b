#!/usr/bin/env bash
# Trains a model from labelled pages.
#
# Usage: train.sh lines|pages GOLD [OPTIONS OF THE TRAINING SCRIPT]
#
# Builds the example that computes the features, installs the Python packages of requirements.txt
# into target/train/venv, and writes data/model/lines.bin or data/model/pages.bin. The README in this
# folder says which files GOLD must have.
set -euo pipefail

model=${1:?which model? lines or pages}
gold=$(realpath "${2:?which folder has the labelled pages?}")
shift 2
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
target=${CARGO_TARGET_DIR:-target}
pages="$gold/pages/wcxb_dev_articles.jsonl.zst"

case "$model" in
  lines) example=line_features script=(train.py "$gold/lines" "$here/lines.bin" --pages "$pages") ;;
  pages) example=page_features script=(train_pages.py "$pages" "$gold/pages/fundus_dev.jsonl.zst" "$here/pages.bin") ;;
  *) echo "unknown model: $model (use lines or pages)" >&2; exit 2 ;;
esac

cargo build --release --example "$example"
venv="$target/train/venv"
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
fi
"$venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
exec "$venv/bin/python" "$here/${script[0]}" "${script[@]:1}" \
  --features "$target/release/examples/$example" --work "$target/train/$model" "$@"
