import type { Answer } from '../processes/api.js';

/** Everything of an answer that a stranger could compare, without the ids that differ each time. */
export function told({ status, headers, text, body }: Answer) {
  const { date: _, 'x-request-id': requestId, ...rest } = headers;
  return { status, headers: rest, text: text.replaceAll(String(requestId), body.request_id === requestId ? 'id' : '') };
}

/** The fields that a 400 names with their codes, as `field code`, sorted. */
export function fieldCodes({ body }: Answer): string[] {
  const errors: { field: string; code: string }[] = body.errors ?? [];
  return errors.map(({ field, code }) => `${field} ${code}`).sort();
}
