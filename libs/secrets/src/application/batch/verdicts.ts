import { Injectable } from '@nestjs/common';
import type { Separate } from '#audit';
import { type Caller, Clock, type PathFault } from '#kernel';
import { Authorizer, type Judge, type Refusal } from '#policies';
import { isExpired } from '../../domain/lifecycle.js';
import type { Secret, SecretFacts } from '../../domain/secret.js';
import { needOf, recorded, SECRET } from '../queries/secret-lookup.js';

/** What is decided about one of several secrets, and what the audit will say of it: exactly what a single reveal says. */
export interface Verdict {
  /** Null: it may be revealed. */
  readonly fault: PathFault | null;
  readonly record: Separate;
}

export interface Judged<S> extends Verdict {
  readonly secret: S;
}

/** Decides about several secrets. Records nothing: the records of all are written together, when all is known. */
@Injectable()
export class Verdicts {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly clock: Clock,
  ) {}

  /** One verdict for each path, in the same order. `heads`: the live secrets that are there. */
  onPaths(caller: Caller, paths: readonly string[], heads: ReadonlyMap<string, Secret>): Promise<Verdict[]> {
    return this.each(caller, paths, (judge, now, path) => {
      const secret = heads.get(path);
      return secret ? verdictOn(judge, now, secret, true) : absent(judge, path);
    });
  }

  /** One verdict for each secret that the caller may list, in the same order. */
  on<S extends SecretFacts>(caller: Caller, secrets: readonly S[]): Promise<Judged<S>[]> {
    return this.each(caller, secrets, (judge, now, secret) => ({ ...verdictOn(judge, now, secret, false), secret }));
  }

  /** A decision takes up to 5 ms under the widest policies. */
  private async each<T, V>(caller: Caller, all: readonly T[], decide: (judge: Judge, now: number, one: T) => V) {
    const judge = await this.authorizer.judge(caller);
    const now = this.clock.now();
    const verdicts: V[] = [];
    for (const one of all) {
      await this.clock.giveWay();
      verdicts.push(decide(judge, now, one));
    }
    return verdicts;
  }
}

/** The records of a request that gives nothing: what may be revealed was not. */
export function withheld(verdicts: readonly Verdict[]): Separate[] {
  return verdicts.map(({ record }) => (record.outcome === 'succeeded' ? { ...record, outcome: 'failed' } : record));
}

function verdictOn(judge: Judge, now: number, secret: SecretFacts, isAskedByName: boolean): Verdict {
  const refusal = judge.refusal(needOf('secret:reveal', secret, { isAskedByName }));
  if (refusal) return refused(judge, secret.path, refusal);
  const { path, version } = secret;
  const what = { ...recorded('secret:reveal', secret), version, model: judge.revision };
  if (!isExpired(secret, now)) return { fault: null, record: { outcome: 'succeeded', what } };
  return { fault: { path, code: 'secret_expired' }, record: { outcome: 'failed', what } };
}

function absent(judge: Judge, path: string): Verdict {
  const target = { permission: 'secret:reveal', resourceType: SECRET, resourceId: null, resourceName: path } as const;
  return refused(judge, path, judge.absence(target, path));
}

function refused({ revision: model }: Judge, path: string, { denied, error }: Refusal): Verdict {
  const { code, details } = error;
  const record: Separate = { outcome: 'denied', what: { ...denied, model } };
  return { fault: { path, code, decisionId: details.decisionId }, record };
}
