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
