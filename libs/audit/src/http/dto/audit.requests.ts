import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { Optional, PageQuery, RuledField, Satisfies } from '#access';
import { canonicalAddress, canonicalId, isId, OBJECT_NAME_MAX, textRule } from '#kernel';
import { EXPORT_FORMATS, type ExportFormat } from '../../application/reading/audit-export.js';
import { ADDRESS_TEXT, canonicalTime, isDecisionId, isResource, RESOURCE_TEXT } from '../../domain/filter-values.js';
import { OUTCOMES, type Outcome } from '../../domain/record.js';
import { isCountedNetwork } from '../../domain/widest-network.js';
import { ACTIONS, actionMessage } from './action-words.js';

/** The rules of the filters; `code` is the code of the error. */
const isIdInAnyCase = (text: string) => isId(canonicalId(text));
const ACTOR_RULE = { code: 'id', holds: isIdInAnyCase, message: 'actor must be the id of an account' };
const IP_RULE = textRule({
  ...{ field: 'ip', min: 2, max: 45, pattern: ADDRESS_TEXT },
  message: 'ip must be an IPv4 or IPv6 address, or a /24 or /48 network',
  and: isAddress,
});
const RESOURCE_RULE = textRule({
  ...{ field: 'resource', min: 1, max: OBJECT_NAME_MAX, pattern: RESOURCE_TEXT },
  message:
    'resource must be an id, the path of a secret, or the name of a role, a policy or a key; an account is found by its id',
  and: isResource,
});
const DECISION_RULE = { code: 'id', holds: isDecisionId, message: 'decision_id must be the id of a decision' };
const CREDENTIAL_RULE = {
  code: 'id',
  holds: isIdInAnyCase,
  message: 'credential must be the id of a session, a key or a binding',
};
const REQUEST_RULE = { code: 'id', holds: isIdInAnyCase, message: 'request_id must be the id of a request' };

const FLAGS = ['true', 'false'] as const;

/** A number of the log. 15 digits stay below the largest exact integer. */
const SEQ = /^[1-9]\d{0,14}$/;

function TimeFilter(field: string, description: string): PropertyDecorator {
  const message = `${field} must be an RFC 3339 time with its offset, such as 2026-11-22T09:30:00.000Z`;
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description }),
    Optional(),
    Satisfies({ code: 'timestamp', holds: isTime, message }),
  );
}

/** What restricts the records. */
export class AuditFilters {
  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The id of the account that acted.' })
  @Optional()
  @Satisfies(ACTOR_RULE)
  actor?: string;

  @ApiPropertyOptional({ enum: ACTIONS, description: 'What was done.' })
  @Optional()
  @IsIn(ACTIONS, { message: ({ value }) => actionMessage(value) })
  action?: string;

  @RuledField(RESOURCE_RULE, {
    description:
      'The id of the object; or the path of a secret, such as `prod/db/password`, or the name of a role, a policy or a key. A path finds the records ' +
      'of every secret that was ever there, and of every attempt to make one. It does not find records that older ' +
      'versions of Coffer wrote: those name only the id.',
    required: false,
  })
  resource?: string;

  @ApiPropertyOptional({ enum: OUTCOMES, description: 'The outcome.' })
  @Optional()
  @IsIn(OUTCOMES, { message: `outcome must be one of ${OUTCOMES.join(', ')}` })
  outcome?: Outcome;

  @RuledField(IP_RULE, {
    description:
      'The address of the client, or the network of counted attempts, such as 203.0.113.0/24. Erased addresses are not found.',
    required: false,
  })
  ip?: string;

  @TimeFilter('from', 'From this time on (RFC 3339).')
  from?: string;

  @TimeFilter('to', 'Before this time (RFC 3339).')
  to?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'The `X-Request-Id` of an answer. It finds the intent and its outcome.',
  })
  @Optional()
  @Satisfies(REQUEST_RULE)
  request_id?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'The `decision_id` of an answer. It finds the refusal and its reason.',
  })
  @Optional()
  @Satisfies(DECISION_RULE)
  decision_id?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description:
      'What the caller acted by, as `credential_id` of a record names it: a session, or a key or a binding of a service account.',
  })
  @Optional()
  @Satisfies(CREDENTIAL_RULE)
  credential?: string;
}

export class AuditLogsQuery extends IntersectionType(PageQuery, AuditFilters) {}

export class AuditExportQuery extends AuditFilters {
  @ApiPropertyOptional({
    enum: EXPORT_FORMATS,
    default: 'ndjson',
    description: 'JSON lines, or comma-separated values.',
  })
  @Optional()
  @IsIn(EXPORT_FORMATS, { message: `format must be one of ${EXPORT_FORMATS.join(', ')}` })
  format?: ExportFormat;

  @ApiPropertyOptional({
    enum: FLAGS,
    default: 'false',
    description: 'Begin the CSV with a byte order mark, so that Excel reads it as UTF-8.',
  })
  @Optional()
  @IsIn(FLAGS, { message: `bom must be one of ${FLAGS.join(', ')}` })
  bom?: (typeof FLAGS)[number];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 999_999_999_999_999,
    default: 1,
    description:
      'From this number on. To go on after an export that broke off, or to add to an earlier one: the last exported `seq` plus 1.',
  })
  @Optional()
  @Matches(SEQ, { message: 'from_seq must be a whole number from 1 on' })
  from_seq?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 999_999_999_999_999,
    description: 'Up to this number, which is included. Not given: up to now.',
  })
  @Optional()
  @Matches(SEQ, { message: 'to_seq must be a whole number from 1 on' })
  to_seq?: string;
}

function isTime(text: string): boolean {
  return canonicalTime(text) !== null;
}

function isAddress(text: string): boolean {
  return canonicalAddress(text) !== null || isCountedNetwork(text);
}
