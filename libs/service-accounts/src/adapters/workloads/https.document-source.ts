import { type AnswerHead, type Clock, OutgoingFailed, OutgoingRequests, type Resolve } from '#kernel';
import { isFetchable } from '../../domain/workloads/provider-rules.js';
import { isPublicAddress } from '../../domain/workloads/public-address.js';
import { DocumentRefused, type DocumentRequest, DocumentSource } from '../../ports/workloads/document-source.js';

/** Bytes. GitHub's key set has about 6,000. */
const LARGEST_DOCUMENT = 262_144;
const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json[ \t]*(?:;|$)/i;

/** Reads documents by {@link OutgoingRequests}. A fetch sends nothing but its path. */
export class HttpsDocumentSource extends DocumentSource {
  private readonly outgoing: OutgoingRequests;

  constructor(clock: Clock, resolve?: Resolve) {
    super();
    this.outgoing = new OutgoingRequests(clock, 'the provider', resolve);
  }

  override async read({ url: text, privateNetwork, ca }: DocumentRequest, until: number): Promise<unknown> {
    const url = URL.parse(text);
    if (url === null || !isFetchable(text)) throw new DocumentRefused('the URL is not one to fetch keys from');
    try {
      const { body } = await this.outgoing.send({
        ...{ url, method: 'GET', headers: { accept: 'application/json, application/jwk-set+json' } },
        ...{ ca, until, largest: LARGEST_DOCUMENT, accept: requireJson },
        ...(!privateNetwork && { examine: requirePublic }),
      });
      return parsed(body);
    } catch (error) {
      throw error instanceof OutgoingFailed ? new DocumentRefused(error.message) : error;
    }
  }
}

function requirePublic(addresses: readonly string[]): void {
  if (!addresses.every(isPublicAddress))
    throw new OutgoingFailed('the host has an address that is not of the internet');
}

function requireJson({ status, headers }: AnswerHead): void {
  if (status >= 300 && status < 400) throw new OutgoingFailed('the provider answers with a redirect');
  if (status !== 200) throw new OutgoingFailed(`the provider answers ${status}`);
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw new OutgoingFailed('the answer is not JSON');
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new OutgoingFailed('the answer is encoded');
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new DocumentRefused('the answer is not JSON');
  }
}
