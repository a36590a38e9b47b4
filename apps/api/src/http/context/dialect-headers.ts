import type { onSendHookHandler } from 'fastify';
import type { Dialect } from '#access';
import { invalidField } from '#kernel';
import type { ApiRequest } from './api-request.js';

/**
 * Puts the token of a dialect where every guard looks for one: in Authorization. So there is no second way in. Throws for
 * two tokens that differ, and for a header that the dialect refuses.
 */
export function takeDialectHeaders(dialect: Dialect, { headers }: Pick<ApiRequest, 'headers'>): void {
  const token = headers[dialect.tokenHeader];
  if (typeof token === 'string' && token !== '') {
    const authorization = `Bearer ${token}`;
    if (headers.authorization !== undefined && headers.authorization !== authorization) {
      const message = `The request has a token in Authorization and another one in ${dialect.tokenHeader}. Send one.`;
      throw invalidField(dialect.tokenHeader, 'conflict', message);
    }
    headers.authorization = authorization;
  }
  dialect.checkHeaders(headers);
}

/** Some clients of a dialect read an answer only if its type is the bare name. JSON has no charset anyway (RFC 8259). */
export const leaveOutCharset: onSendHookHandler = (_request, reply, _payload, done) => {
  const type = reply.getHeader('content-type');
  if (typeof type === 'string' && type.startsWith('application/json;'))
    reply.header('content-type', 'application/json');
  done();
};
