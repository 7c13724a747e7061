"""`python -m tests.bpmn.random_models --models 20000 --seed 1`: prints one JSON line with what was wrong."""
import argparse
import json

from tests.bpmn.random_models.race import Wrong, race


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--models", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    steps, wrong = 0, []
    for seed in range(options.seed, options.seed + options.models):
        try:
            steps += race(seed)
        except Wrong as error:
            wrong.append(str(error))
            print(error)
    print(json.dumps({"models": options.models, "steps": steps, "wrong": len(wrong)}))
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
