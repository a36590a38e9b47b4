import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, ownRequest } from '#kernel';
import { withLaterBuiltIns } from '../../domain/administrators/built-in-repair.js';
import { AUDITOR, AUDITOR_METADATA } from '../../domain/built-ins.js';
import { changesBetween, contentOf } from '../administration/model-changes.js';
import { ModelPublisher } from './model-publisher.js';
import { ModelReader } from './model-reader.js';

const ROLE = { kind: 'role', name: AUDITOR } as const;
const METADATA = { kind: 'policy', name: AUDITOR_METADATA } as const;

/** Gives the model of an older Coffer what became built in since. The audit shows it, as it shows any change of a role. */
@Injectable()
export class BuiltInUpgrade {
  constructor(
    private readonly reader: ModelReader,
    private readonly publisher: ModelPublisher,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Resolves to `taken` if a policy of the store has the name of the built-in one. Safe on several nodes at once. */
  async run(): Promise<'done' | 'taken'> {
    const { model } = await this.reader.current();
    const after = withLaterBuiltIns(model, this.clock.now());
    const metadata = after.policies.find(({ name }) => name === AUDITOR_METADATA);
    if (after === model) return metadata && !metadata.builtIn ? 'taken' : 'done';
    const request = ownRequest(this.clock, 'coffer-upgrade');
    const hadMetadata = model.policies.some(({ name }) => name === AUDITOR_METADATA);
    const changed = hadMetadata ? METADATA : ROLE;
    const changes = changesBetween(contentOf(model, changed), contentOf(after, changed));
    const about = { resourceType: changed.kind, resourceId: null, resourceName: changed.name, changes };
    await this.trail.mutation(request, null, { action: 'policy:repair', ...about, actorName: 'coffer' }, async () => {
      await this.publisher.publish(request.requestId, (current) => withLaterBuiltIns(current, this.clock.now()));
    });
    return 'done';
  }
}
