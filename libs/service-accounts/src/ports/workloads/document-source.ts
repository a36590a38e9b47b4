/** A document that a provider publishes. */
export interface DocumentRequest {
  /** https. */
  readonly url: string;
  /** Whether the host may have addresses that are not of the internet. */
  readonly privateNetwork: boolean;
  /** The certificates (PEM) that alone may vouch for the host. Null: those that Node.js trusts. */
  readonly ca: string | null;
}

/** The document cannot be had. `message` is a sentence for the audit, without anything that the other side has sent. */
export class DocumentRefused extends Error {
  override readonly name = 'DocumentRefused';
}

/** Reads what identity providers publish: discovery documents and key sets. */
export abstract class DocumentSource {
  /**
   * The JSON of one document of at most 256 KiB. Follows no redirect. Looks the host up once, and connects to an address
   * that it has checked.
   *
   * `until`: when it gives up, in milliseconds of the clock. Throws {@link DocumentRefused}, also then.
   */
  abstract read(request: DocumentRequest, until: number): Promise<unknown>;
}
