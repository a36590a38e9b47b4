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
import { RoleAdmin } from '../application/administration/role-admin.js';
import { RoleAnswer, RolePageAnswer, roleAnswer } from './dto/role.answers.js';
import { CreateRoleBody, ReplaceRoleBody } from './dto/role.requests.js';

const LIST_ROUTE = 'roles';

const SECOND_FACTOR =
  'With `mfa_required`, whoever has the role is refused (403 `second_factor_required`) until their session has shown a second factor. To ask administrators for one, make a role without policies that requires it, and give it to them as well: built-in roles cannot be changed.';

@ApiTags('Roles')
@ApiBearerAuth()
@Controller('roles')
export class RolesController {
  constructor(
    private readonly roles: RoleAdmin,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @RequirePermission('role:write')
  @Problems('name_taken', 'conflict', 'idempotency_key_reused', 'model_full')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Make a role',
    description: `A name for policies that go together. You can give only what you hold yourself. ${SECOND_FACTOR}`,
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
  @RequirePermission('role:list')
  @ApiOperation({ summary: 'List roles', description: 'Those that you may list, in the order of their names.' })
  @ApiOkResponse({ type: RolePageAnswer })
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<RolePageAnswer> {
    const after = this.cursors.decode<string>(caller, LIST_ROUTE, {}, query.cursor);
    const { items, next } = await this.roles.list(caller, after, pageLimit(query));
    return {
      items: items.map(roleAnswer),
      next_cursor: next === null ? null : this.cursors.encode(caller, LIST_ROUTE, {}, next),
    };
  }

  @Get(':id')
  @RequirePermission('role:read')
  @ApiOperation({ summary: 'Show a role' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the role.' })
  @ApiOkResponse({ type: RoleAnswer, headers: ETAG_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RoleAnswer> {
    const role = await this.roles.get(caller, id);
    return tagged(reply, role.revision, roleAnswer(role));
  }

  @Put(':id')
  @RequirePermission('role:write')
  @Problems('built_in', 'conflict', 'precondition_failed', 'model_full')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Change a role',
    description:
      'The whole content at once. Holds from the next request of everybody who has the role. Only one who may do everything can end its demand for a second factor.',
  })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the role.' })
  @ApiOkResponse({ type: RoleAnswer, headers: ETAG_HEADER })
  async replace(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { name, description = '', policies, mfa_required: mfaRequired }: ReplaceRoleBody,
    @IfMatch() seen: number | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RoleAnswer> {
    const changed = await this.roles.replace(caller, id, { name, description, policies, mfaRequired }, seen);
    return tagged(reply, changed.revision, roleAnswer(changed));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('role:delete')
  @Problems('built_in', 'conflict', 'in_use', 'precondition_failed')
  @TakesIfMatch()
  @ApiOperation({ summary: 'Remove a role', description: '409 while an account has it.' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the role.' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  async remove(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() seen: number | null,
  ): Promise<void> {
    await this.roles.remove(caller, id, seen);
  }
}
