import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Costs,
  CREATED_HEADERS,
  CurrentCaller,
  CursorCodec,
  ETAG_HEADER,
  givenTime,
  type HeaderSink,
  IdempotencyKey,
  IdParam,
  IfMatch,
  Problems,
  RequirePermission,
  rolesOf,
  TakesIdempotencyKey,
  TakesIfMatch,
} from '#access';
import { type Caller, invalidField } from '#kernel';
import { UserCreation } from '../application/administration/user-creation.js';
import { UserEditing } from '../application/administration/user-editing.js';
import { UserListing } from '../application/administration/user-listing.js';
import { UserRemoval } from '../application/removal/user-removal.js';
import { CreatedUserResponse, UserPageResponse, UserReceiptResponse, UserResponse } from './dto/user.answers.js';
import { CreateUserRequest, importedOf, ListUsersQuery, ReplaceUserRequest } from './dto/user.requests.js';
import { createdResponse, receiptResponse, shown, userResponse } from './user.presenter.js';

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
  @Costs(50)
  @RequirePermission('user:write')
  @Problems('username_taken', 'conflict', 'limit_reached', 'idempotency_key_reused', 'keyring_unavailable')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Create an account for another person',
    description:
      'Creates the account together with its key ring. With a password, the user must first choose a new one by default. Without a password, the user is invited and chooses it within 7 days: POST /api/v1/auth/invitation/accept. Each line of an import is such a body too: with `hashed_password`.',
  })
  @ApiCreatedResponse({ type: CreatedUserResponse, headers: CREATED_HEADERS })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateUserRequest,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<CreatedUserResponse> {
    const created = await this.creation.create(
      caller,
      {
        username: body.username,
        email: body.email,
        password: body.password ?? null,
        imported: importedOf(body),
        passwordChangeRequired: body.password_change_required ?? null,
        roles: rolesOf(body.roles),
        expiresAt: givenTime(body.expires_at),
      },
      key,
    );
    reply.header('Location', `/api/v1/users/${created.value.id}`);
    return createdResponse(reply, caller, created);
  }

  @Get()
  @Costs(5, { parameter: 'q', tokens: 20 })
  @RequirePermission('user:list')
  @ApiOperation({
    summary: 'List users',
    description:
      'The users that you may list, in the order of usernames. One request looks at 5,000 accounts at most, also at service accounts, at deleted ones and at some that you may not list. So a page may be short, or even empty, before the end: go on with `next_cursor` until it is null.',
  })
  @ApiOkResponse({ type: UserPageResponse })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListUsersQuery): Promise<UserPageResponse> {
    const { q, role, state, expires_before: expiresBefore } = query;
    const filter = { q: q?.toLowerCase(), role, state, expiresBefore: givenTime(expiresBefore) ?? undefined };
    const read = (after: string | null, limit: number) => this.listing.list(caller, filter, after, limit);
    return this.cursors.page(
      caller,
      LIST_ROUTE,
      query,
      ({ value }) => userResponse(value, caller.request.receivedAt),
      read,
    );
  }

  @Get(':id')
  @RequirePermission('user:read')
  @ApiOperation({ summary: 'Show a user' })
  @ApiOkResponse({ type: UserResponse, headers: ETAG_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the user.') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<UserResponse> {
    return shown(reply, caller, await this.listing.get(caller, id));
  }

  @Put(':id')
  @Costs(2)
  @RequirePermission('user:write')
  @Problems('conflict', 'last_administrator', 'limit_reached', 'precondition_failed')
  @ApiOperation({
    summary: "Change a user's address, roles or end",
    description: 'Send what is to change. What is absent stays as it is.',
  })
  @TakesIfMatch()
  @ApiOkResponse({ type: UserResponse, headers: ETAG_HEADER })
  async replace(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the user.') id: string,
    @Body() body: ReplaceUserRequest,
    @IfMatch() seen: readonly number[] | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<UserResponse> {
    const { email, roles, expires_at } = body;
    if (email === undefined && roles === undefined && expires_at === undefined) {
      throw invalidField('email', 'required', 'Send email, roles or expires_at, or several of them.');
    }
    const edit = { email, roles: roles && rolesOf(roles), expiresAt: givenTime(expires_at) };
    return shown(reply, caller, await this.editing.edit(caller, id, edit, seen));
  }

  @Delete(':id')
  @HttpCode(200)
  @Costs(2)
  @RequirePermission('user:delete')
  @Problems('conflict', 'last_administrator', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Delete a user for good',
    description:
      'Destroys the key ring first, so that nobody can read what it sealed. Repeat the request if it was interrupted.',
  })
  @ApiOkResponse({ type: UserReceiptResponse })
  async remove(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the user.') id: string,
  ): Promise<UserReceiptResponse> {
    return receiptResponse(await this.removal.remove(caller, id));
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Costs(2)
  @RequirePermission('user:disable')
  @Problems('conflict', 'last_administrator')
  @ApiOperation({
    summary: 'Disable a user',
    description: 'Ends all sessions of the account at once, and refuses logins.',
  })
  @ApiOkResponse({ type: UserResponse, headers: ETAG_HEADER })
  async disable(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the user.') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<UserResponse> {
    return shown(reply, caller, await this.editing.disable(caller, id));
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Costs(2)
  @RequirePermission('user:enable')
  @Problems('conflict', 'limit_reached')
  @ApiOperation({
    summary: 'Enable a user',
    description: 'Allows logins again, until the account expires. Earlier sessions stay ended.',
  })
  @ApiOkResponse({ type: UserResponse, headers: ETAG_HEADER })
  async enable(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the user.') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<UserResponse> {
    return shown(reply, caller, await this.editing.enable(caller, id));
  }
}
