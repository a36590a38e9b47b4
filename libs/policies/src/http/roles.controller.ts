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
  PageQuery,
  Problems,
  RequirePermission,
  TakesIdempotencyKey,
  TakesIfMatch,
  tagged,
} from '#access';
import type { Caller } from '#kernel';
import { RoleAdmin } from '../application/administration/role-admin.js';
import { RoleAnswer, RolePageAnswer } from './dto/role.answers.js';
import { CreateRoleBody, ReplaceRoleBody } from './dto/role.requests.js';
import { roleAnswer } from './role.presenter.js';

const LIST_ROUTE = 'roles';

const SECOND_FACTOR =
  'If `mfa_required` is true, requests of holders are refused (403 `second_factor_required`) until their session has shown a second factor. Built-in roles cannot be changed: to ask administrators for a second factor, create a role without policies that requires it, and give it to them as well.';

@ApiTags('Roles')
@ApiBearerAuth()
@Controller('roles')
export class RolesController {
  constructor(
    private readonly roles: RoleAdmin,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @Costs(5)
  @RequirePermission('role:write')
  @Problems('name_taken', 'conflict', 'idempotency_key_reused', 'model_full')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Create a role',
    description: `A role groups policies. You can give only what you hold yourself. ${SECOND_FACTOR}`,
  })
  @ApiCreatedResponse({ type: RoleAnswer, headers: CREATED_HEADERS })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() { name, description = '', policies, mfa_required: mfaRequired }: CreateRoleBody,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RoleAnswer> {
    const created = await this.roles.create(caller, { name, description, policies, mfaRequired }, key);
    reply.header('Location', `/api/v1/roles/${created.id}`);
    return tagged(reply, created.revision, roleAnswer(created));
  }

  @Get()
  @Costs(5)
  @RequirePermission('role:list')
  @ApiOperation({ summary: 'List roles', description: 'The roles that you may list, in the order of names.' })
  @ApiOkResponse({ type: RolePageAnswer })
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<RolePageAnswer> {
    const read = (after: string | null, limit: number) => this.roles.list(caller, after, limit);
    return this.cursors.page(caller, LIST_ROUTE, query, roleAnswer, read);
  }

  @Get(':id')
  @RequirePermission('role:read')
  @ApiOperation({ summary: 'Show a role' })
  @ApiOkResponse({ type: RoleAnswer, headers: ETAG_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the role.') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RoleAnswer> {
    const role = await this.roles.get(caller, id);
    return tagged(reply, role.revision, roleAnswer(role));
  }

  @Put(':id')
  @Costs(5)
  @RequirePermission('role:write')
  @Problems('built_in', 'conflict', 'last_administrator', 'precondition_failed', 'model_full')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Change a role',
    description:
      'Send the whole content. It applies from the next request of each user who has the role. Only a caller who may do everything can end its demand for a second factor. Only administrators change a role that an active administrator has, and one of them must stay able to write every role, policy and user.',
  })
  @ApiOkResponse({ type: RoleAnswer, headers: ETAG_HEADER })
  async replace(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the role.') id: string,
    @Body() { name, description = '', policies, mfa_required: mfaRequired }: ReplaceRoleBody,
    @IfMatch() seen: readonly number[] | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RoleAnswer> {
    const changed = await this.roles.replace(caller, id, { name, description, policies, mfaRequired }, seen);
    return tagged(reply, changed.revision, roleAnswer(changed));
  }

  @Delete(':id')
  @HttpCode(204)
  @Costs(5)
  @RequirePermission('role:delete')
  @Problems('built_in', 'conflict', 'in_use', 'last_administrator', 'precondition_failed')
  @TakesIfMatch()
  @ApiOperation({ summary: 'Remove a role', description: '409 if an account has the role.' })
  @ApiNoContentResponse({ description: 'The role is removed.' })
  async remove(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the role.') id: string,
    @IfMatch() seen: readonly number[] | null,
  ): Promise<void> {
    await this.roles.remove(caller, id, seen);
  }
}
