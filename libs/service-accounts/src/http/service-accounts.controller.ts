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
  givenTime,
  type HeaderSink,
  IdempotencyKey,
  IfMatch,
  NameOrIdParam,
  Problems,
  RequirePermission,
  rolesOf,
  TakesIdempotencyKey,
  TakesIfMatch,
} from '#access';
import { type Caller, invalidField } from '#kernel';
import { ServiceAccountCreation } from '../application/service-account-creation.js';
import { ServiceAccountEditing } from '../application/service-account-editing.js';
import { ServiceAccountListing } from '../application/service-account-listing.js';
import { ServiceAccountRemoval } from '../application/service-account-removal.js';
import { ServiceAccountPageResponse, ServiceAccountResponse } from './dto/service-account.answers.js';
import {
  CreateServiceAccountRequest,
  ListServiceAccountsQuery,
  ReplaceServiceAccountRequest,
} from './dto/service-account.requests.js';
import { serviceAccountResponse, shown } from './service-account.presenter.js';

const LIST_ROUTE = 'service-accounts';
const NAME_OR_ID = 'The name or the id of the service account.';

@ApiTags('Service accounts')
@ApiBearerAuth()
@Controller('service-accounts')
export class ServiceAccountsController {
  constructor(
    private readonly creation: ServiceAccountCreation,
    private readonly listing: ServiceAccountListing,
    private readonly editing: ServiceAccountEditing,
    private readonly removal: ServiceAccountRemoval,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @RequirePermission('service_account:write')
  @Problems('username_taken', 'conflict', 'limit_reached', 'idempotency_key_reused', 'keyring_unavailable')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Create an account for a program',
    description: 'It has no password, no address and no second factor, so conditions on `mfa` never hold for it.',
  })
  @ApiCreatedResponse({ type: ServiceAccountResponse, headers: CREATED_HEADERS })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() { name, description = '', roles, owner, expires_at }: CreateServiceAccountRequest,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<ServiceAccountResponse> {
    const given = { name, description, roles: rolesOf(roles), owner, expiresAt: givenTime(expires_at) ?? null };
    const created = await this.creation.create(caller, given, key);
    reply.header('Location', `/api/v1/service-accounts/${created.id}`);
    return shown(reply, created);
  }

  @Get()
  @Costs(5, { parameter: 'q', tokens: 20 })
  @RequirePermission('service_account:list')
  @ApiOperation({
    summary: 'List service accounts',
    description:
      'Those that you may list, in the order of names. One request looks at 5,000 service accounts at most, also at deleted ones and at some that you may not list. So a page may be short, or even empty, before the end: go on with `next_cursor` until it is null.',
  })
  @ApiOkResponse({ type: ServiceAccountPageResponse })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: ListServiceAccountsQuery,
  ): Promise<ServiceAccountPageResponse> {
    const { q, role, state, owner, without_owner: withoutOwner } = query;
    if (owner !== undefined && withoutOwner !== undefined) {
      throw invalidField('owner', 'one_of', 'Send owner or without_owner, not both.');
    }
    const filter = { q: q?.toLowerCase(), role, state, owner: withoutOwner ? null : owner };
    const read = (after: string | null, limit: number) => this.listing.list(caller, filter, after, limit);
    return this.cursors.page(caller, LIST_ROUTE, query, serviceAccountResponse, read);
  }

  @Get(':id')
  @RequirePermission('service_account:read')
  @ApiOperation({ summary: 'Show a service account' })
  @ApiOkResponse({ type: ServiceAccountResponse, headers: ETAG_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(NAME_OR_ID) id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<ServiceAccountResponse> {
    return shown(reply, await this.listing.get(caller, id));
  }

  @Put(':id')
  @RequirePermission('service_account:write')
  @Problems('conflict', 'precondition_failed')
  @ApiOperation({
    summary: 'Change a service account',
    description: 'Send what is to change. What is absent stays as it is. The name never changes.',
  })
  @TakesIfMatch()
  @ApiOkResponse({ type: ServiceAccountResponse, headers: ETAG_HEADER })
  async replace(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(NAME_OR_ID) id: string,
    @Body() { description, roles, owner, expires_at }: ReplaceServiceAccountRequest,
    @IfMatch() seen: readonly number[] | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<ServiceAccountResponse> {
    if ([description, roles, owner, expires_at].every((one) => one === undefined)) {
      throw invalidField(
        'description',
        'required',
        'Send description, roles, owner or expires_at, or several of them.',
      );
    }
    const edit = { description, roles: roles && rolesOf(roles), owner, expiresAt: givenTime(expires_at) };
    return shown(reply, await this.editing.edit(caller, id, edit, seen));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('service_account:delete')
  @Problems('conflict', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Delete a service account for good',
    description:
      'None of its credentials works any more: at once on this node, within 1 s on others. Repeat the request if it was interrupted.',
  })
  @ApiNoContentResponse({ description: 'The account is deleted.' })
  async remove(@CurrentCaller() caller: Caller, @NameOrIdParam(NAME_OR_ID) id: string): Promise<void> {
    await this.removal.remove(caller, id);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @RequirePermission('service_account:disable')
  @Problems('conflict')
  @ApiOperation({
    summary: 'Disable a service account',
    description: 'None of its credentials works until it is enabled: at once on this node, within 1 s on others.',
  })
  @ApiOkResponse({ type: ServiceAccountResponse, headers: ETAG_HEADER })
  async disable(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(NAME_OR_ID) id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<ServiceAccountResponse> {
    return shown(reply, await this.editing.disable(caller, id));
  }

  @Post(':id/enable')
  @HttpCode(200)
  @RequirePermission('service_account:enable')
  @Problems('conflict')
  @ApiOperation({ summary: 'Enable a service account' })
  @ApiOkResponse({ type: ServiceAccountResponse, headers: ETAG_HEADER })
  async enable(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(NAME_OR_ID) id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<ServiceAccountResponse> {
    return shown(reply, await this.editing.enable(caller, id));
  }
}
