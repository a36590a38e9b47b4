import { type Leaf, type Settlement, unpublished } from '#audit';
import type { Clock, Documents } from '#kernel';

/** The part of {@link Documents} that a settlement uses, whatever the documents are. */
type Fenced = Pick<Documents<{ readonly id: string }>, 'fence' | 'load'>;

/** Settles the outcome of a change to a provider or a binding for the audit, if it was not recorded. */
export class WorkloadSettlement implements Settlement {
  constructor(
    private readonly documents: Fenced,
    private readonly clock: Clock,
  ) {}

  async settle({
    resource_id: id,
    request_id: requestId,
    ...intent
  }: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    if (id === null) return 'unknown';
    if (await this.documents.fence(id, requestId)) return 'succeeded';
    // A removed provider cannot name the request that removed it. It is enough that the provider is gone.
    if (intent.action === 'identity_provider:delete') return (await this.documents.load(id)) ? 'failed' : 'succeeded';
    return unpublished({ resource_id: id, request_id: requestId, ...intent }, this.clock.now());
  }
}
