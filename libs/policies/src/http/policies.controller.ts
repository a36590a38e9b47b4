import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import {
  CREATED_HEADERS,
  CurrentCaller,
  CursorCodec,
  ETAG_HEADER,
  type HeaderSink,
  IdempotencyKey,
  IfMatch,
  PageQuery,
  Problems,
  pageLimit,
  RequirePermission,
  TakesIdempotencyKey,
  TakesIfMatch,
  tagged,
} from '#access';
import type { Caller } from '#kernel';
import { PolicyAdmin } from '../application/administration/policy-admin.js';
import { PolicyAnswer, PolicyPageAnswer, policyAnswer } from './dto/policy.answers.js';
import { CreatePolicyBody, ReplacePolicyBody } from './dto/policy.requests.js';

const LIST_ROUTE = 'policies';

@ApiTags('Policies')
@ApiBearerAuth()
@Controller('policies')
export class PoliciesController {
  constructor(
    private readonly policies: PolicyAdmin,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @RequirePermission('policy:write')
  @Problems('name_taken', 'conflict', 'idempotency_key_reused', 'model_full')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Make a policy',
    description: 'It decides nothing until a role refers to it. You can allow only what you hold yourself.',
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
  @RequirePermission('policy:list')
  @ApiOperation({ summary: 'List policies', description: 'Those that you may list, in the order of their names.' })
  @ApiOkResponse({ type: PolicyPageAnswer })
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<PolicyPageAnswer> {
    const after = this.cursors.decode<string>(caller, LIST_ROUTE, {}, query.cursor);
    const { items, next } = await this.policies.list(caller, after, pageLimit(query));
    return {
      items: items.map(policyAnswer),
      next_cursor: next === null ? null : this.cursors.encode(caller, LIST_ROUTE, {}, next),
    };
  }

  @Get(':id')
  @RequirePermission('policy:read')
  @ApiOperation({ summary: 'Show a policy' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the policy.' })
  @ApiOkResponse({ type: PolicyAnswer, headers: ETAG_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<PolicyAnswer> {
    const policy = await this.policies.get(caller, id);
    return tagged(reply, policy.revision, policyAnswer(policy));
  }

  @Put(':id')
  @RequirePermission('policy:write')
  @Problems('built_in', 'precondition_failed', 'model_full')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Change a policy',
    description: 'The whole content at once. Holds from the next request of everybody whose roles refer to it.',
  })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the policy.' })
  @ApiOkResponse({ type: PolicyAnswer, headers: ETAG_HEADER })
  async replace(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { name, description = '', statements }: ReplacePolicyBody,
    @IfMatch() seen: number | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<PolicyAnswer> {
    const changed = await this.policies.replace(caller, id, { name, description, statements }, seen);
    return tagged(reply, changed.revision, policyAnswer(changed));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('policy:delete')
  @Problems('built_in', 'in_use', 'precondition_failed')
  @TakesIfMatch()
  @ApiOperation({ summary: 'Remove a policy', description: '409 while a role refers to it.' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the policy.' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  async remove(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() seen: number | null,
  ): Promise<void> {
    await this.policies.remove(caller, id, seen);
  }
}
