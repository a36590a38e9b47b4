import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  CREATED_HEADERS,
  CurrentCaller,
  CursorCodec,
  ETAG_HEADER,
  type HeaderSink,
  IdempotencyKey,
  IfMatch,
  Problems,
  pageLimit,
  RequirePermission,
  TakesIdempotencyKey,
  TakesIfMatch,
  tagged,
} from '#access';
import { type Caller, invalidField, type Stored } from '#kernel';
import { UserCreation } from '../application/administration/user-creation.js';
import { UserEditing } from '../application/administration/user-editing.js';
import { UserListing } from '../application/administration/user-listing.js';
import { UserRemoval } from '../application/removal/user-removal.js';
import type { User } from '../domain/accounts/user.js';
import {
  receiptResponse,
  UserPageResponse,
  UserReceiptResponse,
  UserResponse,
  userResponse,
} from './dto/user.answers.js';
import { CreateUserRequest, ListUsersQuery, ReplaceUserRequest } from './dto/user.requests.js';

const LIST_ROUTE = 'users';

@ApiTags('Users')
@ApiBearerAuth()
@Controller('users')
export class UsersController {
  constructor(
    private readonly creation: UserCreation,
    private readonly listing: UserListing,
    private readonly editing: UserEditing,
    private readonly removal: UserRemoval,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @RequirePermission('user:write')
  @Problems('username_taken', 'conflict', 'idempotency_key_reused', 'keyring_unavailable')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Make an account for somebody',
    description: 'The account and its key ring are made together. The user chooses a password of their own at first.',
  })
  @ApiCreatedResponse({ type: UserResponse, headers: CREATED_HEADERS })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateUserRequest,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<UserResponse> {
    const created = await this.creation.create(
      caller,
      {
        username: body.username,
        email: body.email,
        password: body.password,
        passwordChangeRequired: body.password_change_required ?? true,
        roles: body.roles,
      },
      key,
    );
    reply.header('Location', `/api/v1/users/${created.value.id}`);
    return shown(created, reply);
  }

  @Get()
  @RequirePermission('user:list')
  @ApiOperation({ summary: 'List users', description: 'Those whom you may list, in the order of their usernames.' })
  @ApiOkResponse({ type: UserPageResponse })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListUsersQuery): Promise<UserPageResponse> {
    const { q, role, state } = query;
    const after = this.cursors.decode<string>(caller, LIST_ROUTE, query, query.cursor);
    const filter = { q: q?.toLowerCase(), role, state };
    const { items, next } = await this.listing.list(caller, filter, after, pageLimit(query));
    return {
      items: items.map(({ value }) => userResponse(value)),
      next_cursor: next === null ? null : this.cursors.encode(caller, LIST_ROUTE, query, next),
    };
  }

  @Get(':id')
  @RequirePermission('user:read')
  @ApiOperation({ summary: 'Show a user' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the user.' })
  @ApiOkResponse({ type: UserResponse, headers: ETAG_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<UserResponse> {
    return shown(await this.listing.get(caller, id), reply);
  }

  @Put(':id')
  @RequirePermission('user:write')
  @Problems('conflict', 'last_administrator', 'precondition_failed')
  @ApiOperation({ summary: "Change a user's address or roles", description: 'Either alone, or both.' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the user.' })
  @TakesIfMatch()
  @ApiOkResponse({ type: UserResponse, headers: ETAG_HEADER })
  async replace(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: ReplaceUserRequest,
    @IfMatch() seen: number | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<UserResponse> {
    if (body.email === undefined && body.roles === undefined) {
      throw invalidField('email', 'required', 'Send email, roles or both.');
    }
    return shown(await this.editing.edit(caller, id, body, seen), reply);
  }

  @Delete(':id')
  @HttpCode(200)
  @RequirePermission('user:delete')
  @Problems('conflict', 'last_administrator', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Delete a user for good',
    description: 'Destroys the key ring first: what it sealed is gone. Repeat it if it was interrupted.',
  })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the user.' })
  @ApiOkResponse({ type: UserReceiptResponse })
  async remove(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<UserReceiptResponse> {
    return receiptResponse(await this.removal.remove(caller, id));
  }

  @Post(':id/disable')
  @HttpCode(200)
  @RequirePermission('user:disable')
  @Problems('conflict', 'last_administrator')
  @ApiOperation({ summary: 'Lock a user out', description: 'Ends all sessions of the account at once.' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the user.' })
  @ApiOkResponse({ type: UserResponse, headers: ETAG_HEADER })
  async disable(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<UserResponse> {
    return shown(await this.editing.disable(caller, id), reply);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @RequirePermission('user:enable')
  @Problems('conflict')
  @ApiOperation({ summary: 'Let a user in again', description: 'Sessions from before stay ended.' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the user.' })
  @ApiOkResponse({ type: UserResponse, headers: ETAG_HEADER })
  async enable(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<UserResponse> {
    return shown(await this.editing.enable(caller, id), reply);
  }
}

function shown({ value, revision }: Stored<User>, reply: HeaderSink): UserResponse {
  return tagged(reply, revision, userResponse(value));
}
