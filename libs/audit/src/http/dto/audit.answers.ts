import { ApiProperty } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';
import type { Action } from '#kernel';
import type { ChangedField } from '../../domain/changes.js';
import { OUTCOMES, type Outcome } from '../../domain/record.js';
import type { ListedRecord, ShownDamage } from '../../domain/record-view.js';

const EXAMPLE_ACTOR = '01936f3b-11d2-7c05-8e33-5a0c9d7f2e61';
const EXAMPLE_RESOURCE = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
const EXAMPLE_SESSION = '01936f3e-6a1d-7b44-8c0e-3f5d2a9b7c18';
const EXAMPLE_REQUEST = '01936f40-2b6c-7d11-a3f0-9c5e7b1d4f02';

/** A field that was changed. */
export class ChangedFieldItem implements ChangedField {
  @ApiProperty({ example: 'roles' })
  field!: string;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'The names of roles or policies that it held before. Null: it holds no names.',
    example: ['member'],
  })
  before!: readonly string[] | null;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'As `before`, afterwards.',
    example: ['auditor', 'member'],
  })
  after!: readonly string[] | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'How many names are left out. If a list has more than 100, first those that are in both.',
    example: 0,
  })
  omitted!: number;
}

/** One record of the trail. */
export class AuditLogItem implements ListedRecord {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Its number in the log: from 1, without gaps.',
    example: 4711,
  })
  seq!: number;

  @TimestampField()
  at!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: EXAMPLE_ACTOR })
  actor_id!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The username at that time, or a keyed hash of an unknown name. If the record has none, the present username. ' +
      'Null after an erasure.',
    example: 'ann',
  })
  actor_name!: string | null;

  @ApiProperty({ type: String, example: 'secret:reveal' })
  action!: Action;

  @ApiProperty({ example: 'secret' })
  resource_type!: string;

  @ApiProperty({ type: String, nullable: true, example: EXAMPLE_RESOURCE })
  resource_id!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The path of the secret, or the name of the role, the policy or the key, also if it is gone or was never made. ' +
      'For an account: its present username, which no record keeps. Null in older records, and for an account that is gone.',
    example: 'prod/db/password',
  })
  resource_name!: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 1,
    description: 'The version of the secret that was revealed, made or destroyed.',
    example: 3,
  })
  version!: number | null;

  @ApiProperty({
    enum: OUTCOMES,
    description:
      '`allowed`: a change was asked for and may begin; another record of the same request says what became of it. ' +
      '`succeeded`: a read was answered, or a change was made. `failed`: nothing was changed. `unknown`: nobody can tell ' +
      'any more whether the change was made. `denied`: a decision refused it.',
    example: 'succeeded',
  })
  outcome!: Outcome;

  @ApiProperty({
    type: [ChangedFieldItem],
    nullable: true,
    description: 'For a change of a user, a role or a policy: the fields that it changed. No record has their values.',
    example: null,
  })
  changes!: readonly ChangedFieldItem[] | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null after an erasure, and if the address was not known.',
    example: '203.0.113.7',
  })
  ip!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Null after an erasure.', example: 'curl/8.9.1' })
  user_agent!: string | null;

  @ApiProperty({ format: 'uuid', example: EXAMPLE_REQUEST })
  request_id!: string;

  @ApiProperty({ type: String, nullable: true, description: 'For a denial: the id in its answer.', example: null })
  decision_id!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The id of the session that was used. Null: none, or the record is of an older version of Coffer.',
    example: EXAMPLE_SESSION,
  })
  credential_id!: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 1,
    description: 'The revision of roles and policies by which it was decided. Null: nothing was decided.',
    example: 12,
  })
  model_revision!: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The `X-Access-Reason` of the request. Null after an erasure.',
    example: 'Incident 4711',
  })
  access_reason!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For a denial: the reason. Null after an erasure.',
    example: null,
  })
  decision_reason!: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 1,
    description:
      'Null: the record stands for one request. A number: it stands for so many further attempts of callers without a session, with this action and outcome, from the network in `ip` (null: from several networks, or from unknown addresses). The first attempts of each minute have records of their own. Such a record is written once a minute.',
    example: null,
  })
  repeats!: number | null;

  @TimestampField({ nullable: true, description: 'With `repeats`: when the first of these attempts came.' })
  repeats_first!: string | null;

  @TimestampField({ nullable: true, description: 'With `repeats`: when the last of these attempts came.' })
  repeats_last!: string | null;

  @ApiProperty({
    oneOf: [
      { type: 'boolean', enum: [true] },
      { type: 'string', enum: ['pending'] },
    ],
    description:
      'Whether a signed checkpoint covers the record, so that `GET /audit/logs/{seq}/proof` proves it. `pending`: the next ' +
      'one will, in some seconds.',
    example: true,
  })
  included!: true | 'pending';
}

/** Records that are not as they were written. */
export class AuditDamageItem implements ShownDamage {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'The number of the first of them.', example: 17 })
  seq!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The number of the last of them.', example: 17 })
  to_seq!: number;

  @ApiProperty({ example: 'Record 17 is missing.' })
  damage!: string;
}

export class AuditLogPage extends PageOf(AuditLogItem) {
  @ApiProperty({
    type: [AuditDamageItem],
    description: 'Records in this part of the log that are missing or were altered. They are not among the items.',
    example: [],
  })
  damage!: readonly AuditDamageItem[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 2,
    description:
      'The lowest number that is not archived, once the pages have reached it. Records below it are in the archive of the ' +
      'operator. Null: this page has not reached archived records, or there are none.',
    example: null,
  })
  archived_before!: number | null;
}
