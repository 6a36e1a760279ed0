"""Sixty forms of a date of force in six languages, and two dozen dates that are none.

python -m benchmarks.date_quality [--verbose]
"""

import argparse
from datetime import date
from pathlib import Path

import yaml

from monitor.assess import judge_edits
from monitor.assess.context import Context
from monitor.diff import compare_blocks
from monitor.model import Block

_FORMS = Path(__file__).parent / "date_forms.yaml"
# Before all dates of the forms.
_TODAY = date(2026, 11, 1)


def main() -> None:
    """Print precision and recall."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verbose", action="store_true", help="show the forms read wrong")
    print_dates(verbose=parser.parse_args().verbose)


def print_dates(*, verbose: bool = False) -> None:
    """Precision and recall over all languages, then recall of each."""
    total: list[tuple[date | None, date | None]] = []
    shares: list[str] = []
    for language, forms in yaml.safe_load(_FORMS.read_text("utf-8")).items():
        pairs = [(stated or None, found(sentence)) for sentence, stated in forms]
        total += pairs
        given = [pair for pair in pairs if pair[0]]
        shares.append(f"{language} {sum(a == b for a, b in given)}/{len(given)}")
        for (sentence, stated), (_, ours) in zip(forms, pairs, strict=True):
            if verbose and (stated or None) != ours:
                print(f"    {sentence}  {ours}, stated {stated or 'none'}")
    right = sum(a == b for a, b in total if b)
    print(
        f"forms of dates of force: precision {right / (sum(bool(b) for _, b in total) or 1):.2f}"
        f"  recall {right / sum(bool(a) for a, _ in total):.2f}  ({', '.join(shares)})"
    )


def found(sentence: str) -> date | None:
    """Return the date of force that is found when a page gets the sentence."""
    clause = Block(("Terms",), "Sellers keep the papers of each parcel for two years.")
    before, after = (clause,), (clause, Block(("Terms",), sentence))
    edits = compare_blocks(before, after)
    judgement = judge_edits(edits, Context(before, after, edits), _TODAY)
    return judgement.assessment.effective_date


if __name__ == "__main__":
    main()
