import { ApiProperty } from '@nestjs/swagger';
import type { RequestContext } from '#kernel';

/** What is around every answer of Vault with data. */
export interface Envelope<Data> {
  readonly request_id: string;
  readonly lease_id: '';
  readonly renewable: false;
  readonly lease_duration: 0;
  readonly data: Data;
  readonly wrap_info: null;
  readonly warnings: null;
  readonly auth: null;
}

/** `data` in the envelope of Vault. The request id is the one of the header. */
export function envelope<Data>({ requestId }: RequestContext, data: Data): Envelope<Data> {
  return {
    ...{ request_id: requestId, lease_id: '', renewable: false, lease_duration: 0 },
    ...{ data, wrap_info: null, warnings: null, auth: null },
  };
}

/** The fields of the envelope beside `data`, for the document. */
export abstract class EnvelopeFields {
  @ApiProperty({ format: 'uuid', description: 'The same as in X-Request-Id.' })
  request_id!: string;

  @ApiProperty({ enum: [''], description: 'Coffer has no leases.' })
  lease_id!: '';

  @ApiProperty({ enum: [false] })
  renewable!: false;

  @ApiProperty({ type: 'integer', enum: [0] })
  lease_duration!: 0;

  @ApiProperty({ type: 'null', example: null })
  wrap_info!: null;

  @ApiProperty({ type: 'null', example: null })
  warnings!: null;

  @ApiProperty({ type: 'null', example: null })
  auth!: null;
}

/**
 * The same as a text of JSON, with `member` of `data` written as the JSON text `written`. A value goes into the answer as
 * it is kept: no digit and no order of members changes.
 */
export function envelopeText(context: RequestContext, data: object, member: string, written: string): string {
  const { data: _, ...around } = envelope(context, null);
  const inside = JSON.stringify(data).slice(1, -1);
  return `${JSON.stringify(around).slice(0, -1)},"data":{${JSON.stringify(member)}:${written},${inside}}}`;
}
