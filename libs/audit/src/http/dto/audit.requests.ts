import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength, ValidateBy } from 'class-validator';
import { Optional, PageQuery } from '#access';
import { ACCOUNT_ACTIONS, type Action, ALL_PERMISSIONS, canonicalAddress, isId, SYSTEM_ACTIONS } from '#kernel';
import { EXPORT_FORMATS, type ExportFormat } from '../../application/reading/audit-export.js';
import { canonicalTime } from '../../domain/filter-values.js';
import { OUTCOMES, type Outcome } from '../../domain/record.js';

const ACTIONS: readonly Action[] = [...ALL_PERMISSIONS, ...ACCOUNT_ACTIONS, ...SYSTEM_ACTIONS];
const LONGEST_RESOURCE = 256;

function Satisfies(name: string, rule: (text: string) => boolean, message: string): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && rule(value);
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message } });
}

export class AuditLogsQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The id of the account that acted.' })
  @Optional()
  @Satisfies('id', isId, 'actor must be the id of an account')
  actor?: string;

  @ApiPropertyOptional({ enum: ACTIONS, description: 'What was asked for.' })
  @Optional()
  @IsIn(ACTIONS, { message: 'action must be an action that the audit knows, such as secret:reveal' })
  action?: string;

  @ApiPropertyOptional({
    type: String,
    maxLength: LONGEST_RESOURCE,
    description: 'The id of what it was done to.',
  })
  @Optional()
  @IsString()
  @MaxLength(LONGEST_RESOURCE)
  resource?: string;

  @ApiPropertyOptional({ enum: OUTCOMES, description: 'What became of it.' })
  @Optional()
  @IsIn(OUTCOMES, { message: `outcome must be one of ${OUTCOMES.join(', ')}` })
  outcome?: Outcome;

  @ApiPropertyOptional({
    type: String,
    maxLength: 45,
    description: 'The address that it came from; erased ones are not found.',
  })
  @Optional()
  @Satisfies('ip', (text) => canonicalAddress(text) !== null, 'ip must be an IPv4 or IPv6 address')
  ip?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'From this time on (RFC 3339).' })
  @Optional()
  @Satisfies('timestamp', isTime, 'from must be an RFC 3339 time with its offset, such as 2026-11-22T09:30:00.000Z')
  from?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Before this time (RFC 3339).' })
  @Optional()
  @Satisfies('timestamp', isTime, 'to must be an RFC 3339 time with its offset, such as 2026-11-22T09:30:00.000Z')
  to?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'The `X-Request-Id` of an answer: finds what was asked and what became of it.',
  })
  @Optional()
  @Satisfies('id', isId, 'request_id must be the id of a request')
  request_id?: string;
}

export class AuditExportQuery {
  @ApiPropertyOptional({
    enum: EXPORT_FORMATS,
    default: 'ndjson',
    description: 'JSON lines, or comma-separated values.',
  })
  @Optional()
  @IsIn(EXPORT_FORMATS, { message: `format must be one of ${EXPORT_FORMATS.join(', ')}` })
  format?: ExportFormat;
}

function isTime(text: string): boolean {
  return canonicalTime(text) !== null;
}
