"""Reads {address, tokens, steps} from standard input, calls hvac step by step, and prints what each step came to."""

import json
import sys

import hvac


def outcome(place, step):
    token = place["tokens"].get(step.get("as", "writer"))
    client = hvac.Client(url=place["address"], token=token, strict_http=step["strict"])
    call = client
    for name in step["method"].split("."):
        call = getattr(call, name)
    try:
        # Some names are properties.
        answer = call(**step["args"]) if callable(call) else call
    except hvac.exceptions.VaultError as error:
        return {"error": type(error).__name__, "errors": error.errors}
    if hasattr(answer, "status_code"):
        return {"status": answer.status_code, "text": answer.text}
    return {"answer": answer}


place = json.load(sys.stdin)
print(json.dumps([outcome(place, step) for step in place["steps"]]))
