import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  AnswersUpTo,
  Costs,
  CostsByList,
  CurrentCaller,
  etagForReads,
  IfNoneMatch,
  notModified,
  Problems,
  RequirePermission,
  type StatusSink,
  TakesIfNoneMatch,
  WorksWhenFull,
} from '#access';
import type { Caller } from '#kernel';
import { RevealEnvironment } from '../application/batch/reveal-environment.js';
import { RevealMany } from '../application/batch/reveal-many.js';
import { BATCH_PATHS_MAX } from '../domain/batch.js';
import { batchAnswer } from './batch.presenter.js';
import { RevealedBatchAnswer } from './dto/batch.answers.js';
import { EnvironmentParameters, environmentQueryOf, RevealManyBody } from './dto/batch.requests.js';
import { TakesAccessReason } from './dto/secret.fields.js';

/** What is in memory while heads are read. The values themselves are paid for as they are found. */
const READ_BYTES = 262_144;
const VERSIONS_HEADER = etagForReads('The versions');
/** Paths that cost one token. */
const PATHS_A_TOKEN = 5;

@ApiTags('Secrets')
@Controller('secrets')
export class SecretBatchesController {
  constructor(
    private readonly many: RevealMany,
    private readonly environments: RevealEnvironment,
  ) {}

  @Post('reveal')
  @HttpCode(200)
  @Costs(2)
  @CostsByList({ field: 'paths', aToken: PATHS_A_TOKEN, most: BATCH_PATHS_MAX })
  @RequirePermission('secret:reveal')
  @WorksWhenFull()
  @AnswersUpTo(READ_BYTES)
  @Problems('batch_incomplete', 'answer_too_large', 'keyring_unavailable')
  @TakesAccessReason()
  @ApiOperation({
    summary: 'Reveal several secrets',
    description:
      'Their current versions, by their paths. The audit records each path as a single reveal does, before the answer is ' +
      'sent. A path that cannot be revealed is in `errors`, with the code that a reveal of it alone would answer. Each ' +
      'secret is read at a moment of its own.',
  })
  @ApiOkResponse({ type: RevealedBatchAnswer })
  async reveal(@CurrentCaller() caller: Caller, @Body() body: RevealManyBody): Promise<RevealedBatchAnswer> {
    return batchAnswer(await this.many.reveal(caller, body.paths, body.all_or_nothing ?? false));
  }

  @Get('env')
  @Costs(5)
  @RequirePermission('secret:reveal')
  @AnswersUpTo(READ_BYTES)
  @Problems(
    'not_found',
    'secret_expired',
    'variable_collision',
    'variable_invalid',
    'answer_too_large',
    'keyring_unavailable',
  )
  @TakesAccessReason()
  @TakesIfNoneMatch()
  @ApiOperation({
    summary: 'Reveal secrets as variables of an environment',
    description:
      'The secrets right below `prefix` that you may list, as one flat object. A name is the path below the prefix in ' +
      'upper case, with `_` for `.`, `-` and `/`. A secret whose value is a JSON object gives a variable for each field: ' +
      '`DB_PASSWORD` is the field `password` of `db`. Nothing is left out or replaced: two values of one name are 409, a ' +
      'name that no variable has is 422, and secrets that you may not reveal are 403 with their paths. At most 200 ' +
      'secrets and 1,000 variables. Needs `secret:list` too. A value may hold a NUL, which no environment can.',
  })
  @ApiOkResponse({
    schema: {
      type: 'object',
      additionalProperties: { type: 'string' },
      example: { PASSWORD: 'correct-horse-battery-staple' },
    },
    headers: VERSIONS_HEADER,
  })
  @ApiResponse({
    status: 304,
    description: 'You have these versions. Nothing was opened, and the audit has no reveal.',
    headers: VERSIONS_HEADER,
  })
  async environment(
    @CurrentCaller() caller: Caller,
    @Query() query: EnvironmentParameters,
    @IfNoneMatch() seen: readonly string[],
    @Res({ passthrough: true }) reply: StatusSink,
  ): Promise<Readonly<Record<string, string>> | undefined> {
    const { tag, variables } = await this.environments.reveal(caller, environmentQueryOf(query), seen);
    reply.header('ETag', `"${tag}"`);
    return variables ?? notModified(reply);
  }
}
