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
  IfMatch,
  NameOrIdParam,
  PageQuery,
  Problems,
  RequirePermission,
  TakesIdempotencyKey,
  TakesIfMatch,
} from '#access';
import type { Caller } from '#kernel';
import { ProviderAdmin } from '../../application/workloads/provider-admin.js';
import { ProviderListing } from '../../application/workloads/provider-listing.js';
import type { TokenAlgorithm } from '../../domain/workloads/identity-provider.js';
import { IdentityProviderPage, IdentityProviderResponse } from './dto/identity-provider.answers.js';
import { CreateIdentityProviderRequest, ReplaceIdentityProviderRequest } from './dto/identity-provider.requests.js';
import { providerResponse, shownProvider } from './workload.presenter.js';

const LIST_ROUTE = 'identity-providers';
const NAME_OR_ID = 'The name or the id of the identity provider.';
const ROOT = 'Its keys can act as every service account that is bound to it. So this also needs an administrator.';

@ApiTags('Identity providers')
@ApiBearerAuth()
@Controller('identity-providers')
export class IdentityProvidersController {
  constructor(
    private readonly admin: ProviderAdmin,
    private readonly listing: ProviderListing,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @RequirePermission('identity_provider:write')
  @Problems('name_taken', 'issuer_taken', 'limit_reached', 'conflict', 'idempotency_key_reused')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Trust an identity provider',
    description: `Programs that it vouches for can act as the service accounts that are bound to it. ${ROOT} There may be 100.`,
  })
  @ApiCreatedResponse({ type: IdentityProviderResponse, headers: CREATED_HEADERS })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateIdentityProviderRequest,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<IdentityProviderResponse> {
    const created = await this.admin.create(caller, { name: body.name, ...contentOf(body) }, key);
    reply.header('Location', `/api/v1/identity-providers/${created.value.id}`);
    return shownProvider(reply, created);
  }

  @Get()
  @Costs(5)
  @RequirePermission('identity_provider:list')
  @ApiOperation({ summary: 'List identity providers', description: 'Those that you may list, in the order of names.' })
  @ApiOkResponse({ type: IdentityProviderPage })
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<IdentityProviderPage> {
    const read = (after: string | null, limit: number) => this.listing.list(caller, after, limit);
    return this.cursors.page(caller, LIST_ROUTE, query, providerResponse, read);
  }

  @Get(':id')
  @RequirePermission('identity_provider:read')
  @ApiOperation({ summary: 'Show an identity provider' })
  @ApiOkResponse({ type: IdentityProviderResponse, headers: ETAG_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(NAME_OR_ID) id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<IdentityProviderResponse> {
    return shownProvider(reply, await this.listing.get(caller, id));
  }

  @Put(':id')
  @RequirePermission('identity_provider:write')
  @Problems('issuer_taken', 'conflict', 'precondition_failed')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Change an identity provider',
    description: `Send the whole content. Tokens that were exchanged by it end: at once on this node, within 1 s on others. ${ROOT}`,
  })
  @ApiOkResponse({ type: IdentityProviderResponse, headers: ETAG_HEADER })
  async replace(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(NAME_OR_ID) id: string,
    @Body() body: ReplaceIdentityProviderRequest,
    @IfMatch() seen: readonly number[] | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<IdentityProviderResponse> {
    return shownProvider(reply, await this.admin.replace(caller, id, { name: body.name, ...contentOf(body) }, seen));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('identity_provider:delete')
  @Problems('conflict')
  @ApiOperation({
    summary: 'Trust an identity provider no more',
    description:
      'Tokens that were exchanged by it end: at once on this node, within 1 s on others. Its bindings stay in the lists, and work no more.',
  })
  @ApiNoContentResponse({ description: 'The identity provider is removed.' })
  async remove(@CurrentCaller() caller: Caller, @NameOrIdParam(NAME_OR_ID) id: string): Promise<void> {
    await this.admin.remove(caller, id);
  }
}

/** The rules of the domain say which algorithms there are. */
function contentOf({ issuer, audience, algorithms, ca, ...body }: ReplaceIdentityProviderRequest) {
  return {
    ...{ issuer, audience, algorithms: algorithms as TokenAlgorithm[], ca: ca ?? null },
    ...{ jwksUri: body.jwks_uri ?? null, discovery: body.discovery ?? null },
    jwks: body.jwks ? JSON.stringify(body.jwks) : null,
    privateNetwork: body.private_network ?? false,
  };
}
