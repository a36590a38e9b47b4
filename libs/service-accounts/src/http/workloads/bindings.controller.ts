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
  Costs,
  CREATED_HEADERS,
  CurrentCaller,
  CursorCodec,
  ETAG_HEADER,
  type HeaderSink,
  IdempotencyKey,
  IdParam,
  IfMatch,
  NameOrIdParam,
  PageQuery,
  Problems,
  RequirePermission,
  TakesIdempotencyKey,
  TakesIfMatch,
} from '#access';
import type { Caller } from '#kernel';
import { BindingAdmin } from '../../application/workloads/binding-admin.js';
import { BindingListing } from '../../application/workloads/binding-listing.js';
import { BindingPageResponse, BindingResponse } from './dto/binding.answers.js';
import { CreateBindingRequest, ReplaceBindingRequest } from './dto/binding.requests.js';
import { bindingResponse, shownBinding } from './workload.presenter.js';

const LIST_ROUTE = 'service-accounts/bindings';
const ACCOUNT = 'The name or the id of the service account.';
const BINDING = 'The id of the binding.';

@ApiTags('Service accounts')
@ApiBearerAuth()
@Controller('service-accounts/:id/bindings')
export class BindingsController {
  constructor(
    private readonly admin: BindingAdmin,
    private readonly listing: BindingListing,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @RequirePermission('service_account:write')
  @Problems('not_found', 'limit_reached', 'conflict', 'idempotency_key_reused')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Let programs of an identity provider act as a service account',
    description:
      'Such a program shows a token of its provider, and gets an access token: POST /api/v1/auth/token/exchange. You need every permission that the account has. An account has at most 50 bindings.',
  })
  @ApiCreatedResponse({ type: BindingResponse, headers: CREATED_HEADERS })
  async create(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(ACCOUNT) id: string,
    @Body() body: CreateBindingRequest,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<BindingResponse> {
    const created = await this.admin.create(caller, id, body, key);
    const { id: bindingId, accountId } = created.stored.value;
    reply.header('Location', `/api/v1/service-accounts/${accountId}/bindings/${bindingId}`);
    return shownBinding(reply, created);
  }

  @Get()
  @Costs(5)
  @RequirePermission('service_account:read')
  @Problems('not_found')
  @ApiOperation({ summary: 'List the bindings of a service account', description: 'The oldest first.' })
  @ApiOkResponse({ type: BindingPageResponse })
  async list(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(ACCOUNT) id: string,
    @Query() query: PageQuery,
  ): Promise<BindingPageResponse> {
    const read = (after: string | null, limit: number) => this.listing.list(caller, id, after, limit);
    return this.cursors.page(caller, `${LIST_ROUTE}/${id}`, query, bindingResponse, read);
  }

  @Get(':binding_id')
  @RequirePermission('service_account:read')
  @Problems('not_found')
  @ApiOperation({ summary: 'Show a binding' })
  @ApiOkResponse({ type: BindingResponse, headers: ETAG_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(ACCOUNT) id: string,
    @IdParam(BINDING, 'binding_id') bindingId: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<BindingResponse> {
    return shownBinding(reply, await this.listing.get(caller, id, bindingId));
  }

  @Put(':binding_id')
  @RequirePermission('service_account:write')
  @Problems('not_found', 'conflict', 'precondition_failed')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Change a binding',
    description:
      'Send the whole content. Tokens that were exchanged by it end: at once on this node, within 1 s on others. You need every permission that the account has.',
  })
  @ApiOkResponse({ type: BindingResponse, headers: ETAG_HEADER })
  async replace(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(ACCOUNT) id: string,
    @IdParam(BINDING, 'binding_id') bindingId: string,
    @Body() body: ReplaceBindingRequest,
    @IfMatch() seen: readonly number[] | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<BindingResponse> {
    return shownBinding(reply, await this.admin.replace(caller, id, bindingId, body, seen));
  }

  @Delete(':binding_id')
  @HttpCode(204)
  @RequirePermission('service_account:write')
  @Problems('not_found', 'conflict')
  @ApiOperation({
    summary: 'End a binding',
    description: 'Tokens that were exchanged by it end with it: at once on this node, within 1 s on others.',
  })
  @ApiNoContentResponse({ description: 'The binding has ended.' })
  async end(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(ACCOUNT) id: string,
    @IdParam(BINDING, 'binding_id') bindingId: string,
  ): Promise<void> {
    await this.admin.end(caller, id, bindingId);
  }
}
