import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, type PathFault, type Plaintext } from '#kernel';
import { checkPaths, incomplete } from '../../domain/batch.js';
import { formatOf, type ValueFormat } from '../../domain/json-value.js';
import type { Secret } from '../../domain/secret.js';
import { createdAtOf, type RevealedSecret } from '../versions/reveal-secret.js';
import { BatchValues } from './batch-values.js';
import { type Verdict, Verdicts, withheld } from './verdicts.js';

export interface BatchItem extends Omit<RevealedSecret, 'metadata'> {
  readonly format: ValueFormat;
}

export interface RevealedBatch {
  /** In the order of the request, without those of `errors`. */
  readonly items: readonly BatchItem[];
  readonly errors: readonly PathFault[];
}

/**
 * Opens the current versions at several paths. First all is read and decided, few at a time, then all is opened; then one
 * durable write records each path as a single reveal would, and only then the values are given.
 */
@Injectable()
export class RevealMany {
  constructor(
    private readonly values: BatchValues,
    private readonly verdicts: Verdicts,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * `allOrNothing`: if one path fails, nothing is opened or given, and the audit says so. Errors: `validation_failed`;
   * `batch_incomplete`; those of {@link BatchValues}. What is wrong with one path is in the answer.
   */
  async reveal(caller: Caller, paths: readonly string[], allOrNothing: boolean): Promise<RevealedBatch> {
    const verdicts: Verdict[] = [];
    const secrets = await this.values.heads(caller, checkPaths(paths), async (some, heads) => {
      const decided = await this.verdicts.onPaths(caller, some, heads);
      verdicts.push(...decided);
      return some.flatMap((path, index) => (decided[index]?.fault === null ? (heads.get(path) ?? []) : []));
    });
    const errors = verdicts.flatMap(({ fault }) => fault ?? []);
    if (allOrNothing && errors.length > 0) {
      await this.audit.together(caller.request, caller.principal, withheld(verdicts));
      throw incomplete(errors);
    }
    const items = await this.items(secrets);
    const records = verdicts.map(({ record }) => record);
    await this.audit.together(caller.request, caller.principal, records);
    return { items, errors };
  }

  private async items(secrets: readonly Secret[]): Promise<BatchItem[]> {
    const values = await this.values.open(secrets);
    const items: BatchItem[] = [];
    for (const [index, value] of values.entries()) {
      await this.clock.giveWay();
      items.push(itemOf(secrets[index] as Secret, value));
    }
    return items;
  }
}

function itemOf(secret: Secret, value: Plaintext): BatchItem {
  const { id, path, version } = secret;
  return { id, path, version, createdAt: createdAtOf(secret, version), value, format: formatOf(value) };
}
