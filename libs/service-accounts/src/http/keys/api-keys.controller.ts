import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
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
  CurrentCaller,
  CursorCodec,
  givenTime,
  IdempotencyKey,
  IdParam,
  NameOrIdParam,
  PageQuery,
  Problems,
  RequirePermission,
  TakesIdempotencyKey,
} from '#access';
import type { Caller } from '#kernel';
import { KeyCreation } from '../../application/keys/key-creation.js';
import { KeyEnding } from '../../application/keys/key-ending.js';
import { KeyListing } from '../../application/keys/key-listing.js';
import { KeyRotation } from '../../application/keys/key-rotation.js';
import { DEFAULT_OVERLAP } from '../../domain/keys/key-rules.js';
import { createdApiKeyResponse, listedApiKeyResponse } from './api-key.presenter.js';
import { ApiKeyPage, CreatedApiKeyResponse } from './dto/api-key.answers.js';
import { CreateApiKeyQuery, CreateApiKeyRequest, RotateApiKeyRequest, wrapMsOf } from './dto/api-key.requests.js';

const LIST_ROUTE = 'service-accounts/keys';
const ACCOUNT = 'The name or the id of the service account.';
const KEY = 'The id of the key.';

@ApiTags('Service accounts')
@ApiBearerAuth()
@Controller('service-accounts/:id/keys')
export class ApiKeysController {
  constructor(
    private readonly creation: KeyCreation,
    private readonly rotation: KeyRotation,
    private readonly ending: KeyEnding,
    private readonly listing: KeyListing,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @RequirePermission('service_account:write')
  @Problems('not_found', 'limit_reached', 'conflict', 'idempotency_key_reused', 'keyring_unavailable')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Make a key of a service account',
    description:
      'The answer shows the key, once. A program sends it as `Authorization: Bearer coffer_sk_...`. You need every permission that the account has. An account has at most 50 keys that work. With `wrap`, whoever makes the key never sees it: the answer has a token for the program, which opens the key once at `POST /unwrap`.',
  })
  @ApiCreatedResponse({ type: CreatedApiKeyResponse })
  async create(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(ACCOUNT) id: string,
    @Query() query: CreateApiKeyQuery,
    @Body() { name, allowed_ips: allowedIps, scope, expires_in: expiresIn, expires_at }: CreateApiKeyRequest,
    @IdempotencyKey() key: string | null,
  ): Promise<CreatedApiKeyResponse> {
    const end = { expiresIn, expiresAt: givenTime(expires_at) ?? undefined };
    const wish = { name, allowedIps, scope, end, wrapMs: wrapMsOf(query) };
    return createdApiKeyResponse(await this.creation.create(caller, id, wish, key));
  }

  @Get()
  @Costs(5)
  @RequirePermission('service_account:read')
  @Problems('not_found')
  @ApiOperation({ summary: 'List the keys of a service account', description: 'The keys themselves are not shown.' })
  @ApiOkResponse({ type: ApiKeyPage })
  async list(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(ACCOUNT) id: string,
    @Query() query: PageQuery,
  ): Promise<ApiKeyPage> {
    const route = `${LIST_ROUTE}/${id}`;
    return this.cursors.page(caller, route, query, listedApiKeyResponse, (before: string | null, limit) =>
      this.listing.list(caller, id, before, limit),
    );
  }

  @Delete(':key_id')
  @HttpCode(204)
  @RequirePermission('service_account:write')
  @Problems('not_found', 'conflict')
  @ApiOperation({
    summary: 'End a key',
    description: 'It stops working at once, on other nodes within a second. A key that has ended stays so.',
  })
  @ApiNoContentResponse({ description: 'The key has ended.' })
  async end(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(ACCOUNT) id: string,
    @IdParam(KEY, 'key_id') keyId: string,
  ): Promise<void> {
    await this.ending.end(caller, id, keyId);
  }

  @Post(':key_id/rotate')
  @RequirePermission('service_account:write')
  @Problems('not_found', 'conflict', 'key_not_rotatable', 'idempotency_key_reused')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Replace a key by a new one',
    description:
      'The new key has the same name, scope and addresses, and works as long as the older one was made for. The older one expires after `overlap`, or earlier if it was to. Its `last_used_at` shows when nobody uses it any more. You need every permission that the account has. 409 if the key that it replaces still works.',
  })
  @ApiCreatedResponse({ type: CreatedApiKeyResponse })
  async rotate(
    @CurrentCaller() caller: Caller,
    @NameOrIdParam(ACCOUNT) id: string,
    @IdParam(KEY, 'key_id') keyId: string,
    @Body() { overlap = DEFAULT_OVERLAP, expires_in: expiresIn, expires_at }: RotateApiKeyRequest,
    @IdempotencyKey() key: string | null,
  ): Promise<CreatedApiKeyResponse> {
    const wish = { overlap, end: { expiresIn, expiresAt: givenTime(expires_at) ?? undefined } };
    return createdApiKeyResponse(await this.rotation.rotate(caller, id, keyId, wish, key));
  }
}
