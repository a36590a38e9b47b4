import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  AnswersUpTo,
  Costs,
  CREATED_HEADERS,
  CurrentCaller,
  CursorCodec,
  ETAG_HEADER,
  type HeaderSink,
  IdempotencyKey,
  IdParam,
  IfMatch,
  PageQuery,
  Problems,
  RequirePermission,
  TakesBodyUpTo,
  TakesIdempotencyKey,
  TakesIfMatch,
  tagged,
} from '#access';
import type { Caller } from '#kernel';
import { PolicyAdmin } from '../application/administration/policy-admin.js';
import { PolicyAnswer, PolicyPageAnswer } from './dto/policy.answers.js';
import { CreatePolicyBody, ReplacePolicyBody } from './dto/policy.requests.js';
import { policyAnswer } from './policy.presenter.js';

const LIST_ROUTE = 'policies';
/** 50 statements of 50 resources. */
const BODY_BYTES = 1_048_576;
/** All policies together have at most 8 MiB. */
const LIST_BYTES = 8_388_608;

@ApiTags('Policies')
@ApiBearerAuth()
@Controller('policies')
export class PoliciesController {
  constructor(
    private readonly policies: PolicyAdmin,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @Costs(5)
  @RequirePermission('policy:write')
  @TakesBodyUpTo(BODY_BYTES)
  @Problems('name_taken', 'conflict', 'idempotency_key_reused', 'model_full')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Create a policy',
    description: 'It has no effect until a role refers to it. You can allow only what you hold yourself.',
  })
  @ApiCreatedResponse({ type: PolicyAnswer, headers: CREATED_HEADERS })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() { name, description = '', statements }: CreatePolicyBody,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<PolicyAnswer> {
    const created = await this.policies.create(caller, { name, description, statements }, key);
    reply.header('Location', `/api/v1/policies/${created.id}`);
    return tagged(reply, created.revision, policyAnswer(created));
  }

  @Get()
  @Costs(5)
  @RequirePermission('policy:list')
  @AnswersUpTo(LIST_BYTES)
  @ApiOperation({ summary: 'List policies', description: 'The policies that you may list, in the order of names.' })
  @ApiOkResponse({ type: PolicyPageAnswer })
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<PolicyPageAnswer> {
    const read = (after: string | null, limit: number) => this.policies.list(caller, after, limit);
    return this.cursors.page(caller, LIST_ROUTE, query, policyAnswer, read);
  }

  @Get(':id')
  @RequirePermission('policy:read')
  @ApiOperation({ summary: 'Show a policy' })
  @ApiOkResponse({ type: PolicyAnswer, headers: ETAG_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the policy.') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<PolicyAnswer> {
    const policy = await this.policies.get(caller, id);
    return tagged(reply, policy.revision, policyAnswer(policy));
  }

  @Put(':id')
  @Costs(5)
  @RequirePermission('policy:write')
  @TakesBodyUpTo(BODY_BYTES)
  @Problems('built_in', 'last_administrator', 'precondition_failed', 'model_full')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Change a policy',
    description:
      'Send the whole content. It applies from the next request of each user whose roles refer to the policy. Only administrators change a policy that an active administrator holds, and one of them must stay able to write every role, policy and user.',
  })
  @ApiOkResponse({ type: PolicyAnswer, headers: ETAG_HEADER })
  async replace(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the policy.') id: string,
    @Body() { name, description = '', statements }: ReplacePolicyBody,
    @IfMatch() seen: readonly number[] | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<PolicyAnswer> {
    const changed = await this.policies.replace(caller, id, { name, description, statements }, seen);
    return tagged(reply, changed.revision, policyAnswer(changed));
  }

  @Delete(':id')
  @HttpCode(204)
  @Costs(5)
  @RequirePermission('policy:delete')
  @Problems('built_in', 'in_use', 'precondition_failed')
  @TakesIfMatch()
  @ApiOperation({ summary: 'Remove a policy', description: '409 if a role refers to the policy.' })
  @ApiNoContentResponse({ description: 'The policy is removed.' })
  async remove(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the policy.') id: string,
    @IfMatch() seen: readonly number[] | null,
  ): Promise<void> {
    await this.policies.remove(caller, id, seen);
  }
}
