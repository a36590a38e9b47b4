import { type AuditTrail, startingWith } from '#audit';
import type { Caller } from '#kernel';
import type { Authorizer } from '#policies';
import type { BundleOptions, BundleWriter } from '../bundles/bundle-writer.js';
import { AUDIT_READ } from './audit-read.js';

/** Bundles for who may read the audit. Names, addresses and reasons need another permission. */
export class AuditBundles {
  constructor(
    private readonly writer: BundleWriter,
    private readonly authorizer: Authorizer,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Resolves when the first bytes are there and the export is on the trail. The log is read while the bytes are consumed. If
   * it cannot read on, it throws in the middle. Errors: `forbidden` (audited), those of {@link BundleWriter.stream}.
   */
  async stream(caller: Caller, options: BundleOptions): Promise<AsyncIterable<Buffer>> {
    if (options.personal) await this.authorizer.requireRoute(caller, 'audit:export-personal');
    const chunks = this.writer.stream(options);
    const first = await chunks.next();
    try {
      await this.record(caller, options.personal);
    } catch (error) {
      await chunks.return(null);
      throw error;
    }
    return startingWith(first, chunks);
  }

  private async record({ request, principal }: Caller, personal: boolean): Promise<void> {
    const actions = personal ? (['audit:read', 'audit:export-personal'] as const) : (['audit:read'] as const);
    const records = actions.map((action) => ({ outcome: 'succeeded', what: { ...AUDIT_READ, action } }) as const);
    await this.trail.together(request, principal, records);
  }
}
