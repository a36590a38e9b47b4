import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AnswersUpTo,
  Conditions,
  Costs,
  CREATED_HEADERS,
  CurrentCaller,
  CursorCodec,
  ETAG_HEADER,
  type HeaderSink,
  IdempotencyKey,
  IdParam,
  IfMatch,
  type Page,
  type Preconditions,
  Problems,
  RequirePermission,
  TakesBodyUpTo,
  TakesIdempotencyKey,
  TakesIfMatch,
  TakesPreconditions,
} from '#access';
import type { Caller } from '#kernel';
import { CreateSecret } from '../application/changes/create-secret.js';
import { DeleteSecret } from '../application/changes/delete-secret.js';
import { PutSecret } from '../application/changes/put-secret.js';
import { RestoreSecret } from '../application/changes/restore-secret.js';
import { UpdateSecret } from '../application/changes/update-secret.js';
import { FindSecret } from '../application/queries/find-secret.js';
import { ListSecrets } from '../application/queries/list-secrets.js';
import { RevealSecret } from '../application/versions/reveal-secret.js';
import type { ListPlace } from '../domain/path.js';
import { MaskedSecret, MaskedSecretPage, Revealed } from './dto/secret.answers.js';
import { TakesAccessReason, VALUE_BODY_BYTES } from './dto/secret.fields.js';
import {
  ByPathQuery,
  CreateSecretBody,
  filterOf,
  ListSecretsQuery,
  metadataOf,
  PutSecretBody,
  RevealAtQuery,
  UpdateSecretBody,
  versionOf,
} from './dto/secret.requests.js';
import { masked, maskedItem, revealed } from './secret.presenter.js';

/** The part of a reply that sets the status too. */
interface StatusSink extends HeaderSink {
  code(status: number): HeaderSink;
}

const LIST = 'secrets';
/** 200 secrets with their versions. */
const LIST_BYTES = 262_144;
const SECRET_ID = 'The id of the secret.';

@ApiTags('Secrets')
@Controller('secrets')
export class SecretsController {
  constructor(
    private readonly creating: CreateSecret,
    private readonly putting: PutSecret,
    private readonly finding: FindSecret,
    private readonly listing: ListSecrets,
    private readonly revealing: RevealSecret,
    private readonly updating: UpdateSecret,
    private readonly deleting: DeleteSecret,
    private readonly restoring: RestoreSecret,
    private readonly cursors: CursorCodec,
  ) {}

  @Post()
  @RequirePermission('secret:write')
  @TakesBodyUpTo(VALUE_BODY_BYTES)
  @Problems('path_taken', 'conflict', 'idempotency_key_reused', 'keyring_unavailable')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Keep a secret',
    description: 'Seals the value and keeps it at the path. The answer is masked, like every answer except a reveal.',
  })
  @ApiCreatedResponse({ type: MaskedSecret, headers: CREATED_HEADERS })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateSecretBody,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<MaskedSecret> {
    const draft = { path: body.path, value: body.value, ...metadataOf(body) };
    const created = await this.creating.create(caller, draft, key);
    reply.header('Location', `/api/v1/secrets/${created.value.id}`);
    return masked(reply, created);
  }

  @Get()
  @Costs(5, { parameter: 'q', tokens: 50 })
  @RequirePermission('secret:list')
  @AnswersUpTo(LIST_BYTES)
  @ApiOperation({
    summary: 'List secrets',
    description:
      'The secrets that you may list, masked, in the order of their paths. `state=deleted` lists the secrets that can ' +
      'be restored.',
  })
  @ApiOkResponse({ type: MaskedSecretPage })
  list(@CurrentCaller() caller: Caller, @Query() query: ListSecretsQuery): Promise<Page<MaskedSecret>> {
    const filter = filterOf(query);
    const { limit, cursor } = query;
    return this.cursors.page(caller, LIST, { ...filter, limit, cursor }, maskedItem, (place: ListPlace | null, most) =>
      this.listing.list(caller, filter, place, most),
    );
  }

  @Get('by-path')
  @RequirePermission('secret:read')
  @Problems('not_found')
  @ApiOperation({ summary: 'Find a secret by its path', description: 'Masked. A deleted secret is not found.' })
  @ApiOkResponse({ type: MaskedSecret, headers: ETAG_HEADER })
  async findByPath(
    @CurrentCaller() caller: Caller,
    @Query() { path }: ByPathQuery,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<MaskedSecret> {
    return masked(reply, await this.finding.byPath(caller, path));
  }

  @Get('reveal')
  @RequirePermission('secret:reveal')
  @Problems('not_found', 'secret_expired', 'field_not_found', 'not_an_object', 'keyring_unavailable')
  @TakesAccessReason()
  @ApiOperation({
    summary: 'Reveal a secret by its path',
    description: 'As by its id: the same decision, the same record in the audit and the same errors.',
  })
  @ApiOkResponse({ type: Revealed })
  async reveal(@CurrentCaller() caller: Caller, @Query() query: RevealAtQuery): Promise<Revealed> {
    return revealed(await this.revealing.revealAt(caller, query.path, versionOf(query), query.field));
  }

  @Put('by-path')
  @RequirePermission('secret:write', 'secret:rotate')
  @TakesBodyUpTo(VALUE_BODY_BYTES)
  @Problems('precondition_failed', 'conflict', 'idempotency_key_reused', 'secret_expired', 'keyring_unavailable')
  @TakesIdempotencyKey()
  @TakesPreconditions()
  @ApiOperation({
    summary: 'Keep a value at a path',
    description:
      'Creates the secret (201), which needs `secret:write`, or rotates the secret that is there (200), which needs ' +
      '`secret:rotate`. A description, an owner or tags change in an existing secret only if they are given, and then ' +
      '`secret:write` is needed too. Two requests at once make two versions. With an `Idempotency-Key`, a request that is ' +
      'repeated makes no second version.',
  })
  @ApiCreatedResponse({ type: MaskedSecret, headers: CREATED_HEADERS })
  @ApiOkResponse({ type: MaskedSecret, headers: ETAG_HEADER })
  async put(
    @CurrentCaller() caller: Caller,
    @Query() { path }: ByPathQuery,
    @Body() body: PutSecretBody,
    @Conditions() conditions: Preconditions,
    @IdempotencyKey() key: string | null,
    @Res({ passthrough: true }) reply: StatusSink,
  ): Promise<MaskedSecret> {
    const draft = { path, value: body.value, ...metadataOf(body) };
    const { created, stored } = await this.putting.put(caller, draft, conditions, key);
    if (created) reply.code(201).header('Location', `/api/v1/secrets/${stored.value.id}`);
    return masked(reply, stored);
  }

  @Get(':id')
  @RequirePermission('secret:read')
  @ApiOperation({ summary: 'Show a secret', description: 'Masked. A deleted secret is not found.' })
  @ApiOkResponse({ type: MaskedSecret, headers: ETAG_HEADER })
  async find(
    @CurrentCaller() caller: Caller,
    @IdParam(SECRET_ID) id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<MaskedSecret> {
    return masked(reply, await this.finding.byId(caller, id));
  }

  @Patch(':id')
  @RequirePermission('secret:write')
  @Problems('precondition_failed')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Change the metadata of a secret',
    description: 'Absent fields stay as they are. The path never changes. To change the value, rotate the secret.',
  })
  @ApiOkResponse({ type: MaskedSecret, headers: ETAG_HEADER })
  async update(
    @CurrentCaller() caller: Caller,
    @IdParam(SECRET_ID) id: string,
    @Body() body: UpdateSecretBody,
    @IfMatch() seen: readonly number[] | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<MaskedSecret> {
    return masked(reply, await this.updating.update(caller, id, metadataOf(body), seen));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('secret:delete')
  @Problems('precondition_failed')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Delete a secret',
    description:
      'Its path is free at once. It can be restored for 7 days, then it is destroyed; the operator can set another time.',
  })
  @ApiNoContentResponse()
  async delete(
    @CurrentCaller() caller: Caller,
    @IdParam(SECRET_ID) id: string,
    @IfMatch() seen: readonly number[] | null,
  ): Promise<void> {
    await this.deleting.delete(caller, id, seen);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @RequirePermission('secret:delete')
  @Problems('path_taken')
  @ApiOperation({
    summary: 'Restore a deleted secret',
    description: 'To its path, with its versions. 409 if another secret has the path now.',
  })
  @ApiOkResponse({ type: MaskedSecret, headers: ETAG_HEADER })
  async restore(
    @CurrentCaller() caller: Caller,
    @IdParam(SECRET_ID) id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<MaskedSecret> {
    return masked(reply, await this.restoring.restore(caller, id));
  }
}
