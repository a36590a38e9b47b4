import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  CurrentCaller,
  CursorCodec,
  ETAG_HEADER,
  type HeaderSink,
  IfMatch,
  type Page,
  PageQuery,
  Problems,
  pageLimit,
  RequirePermission,
  TakesIfMatch,
} from '#access';
import type { Caller } from '#kernel';
import { DestroyVersion } from '../application/versions/destroy-version.js';
import { RevealSecret } from '../application/versions/reveal-secret.js';
import { RotateSecret } from '../application/versions/rotate-secret.js';
import { SecretHistory } from '../application/versions/secret-history.js';
import { MaskedSecret, Revealed, SecretVersionItem, SecretVersionPage } from './dto/secret.answers.js';
import { parseVersion, RevealQuery, RotateSecretBody } from './dto/secret.requests.js';
import { masked, versionItem } from './secret.presenter.js';

const HISTORY = 'secret-versions';

@ApiTags('Secrets')
@Controller('secrets/:id')
export class SecretVersionsController {
  constructor(
    private readonly revealing: RevealSecret,
    private readonly rotating: RotateSecret,
    private readonly history: SecretHistory,
    private readonly destroying: DestroyVersion,
    private readonly cursors: CursorCodec,
  ) {}

  @Get('reveal')
  @RequirePermission('secret:reveal')
  @Problems('secret_expired', 'keyring_unavailable')
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the secret.' })
  @ApiHeader({
    name: 'X-Access-Reason',
    required: false,
    description: 'Why you need it, at most 256 characters: kept in the audit.',
  })
  @ApiOperation({
    summary: 'Reveal a secret',
    description: 'The only answer that holds a value. Audited before it is given; never cached.',
  })
  @ApiOkResponse({ type: Revealed })
  reveal(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() { version }: RevealQuery,
  ): Promise<Revealed> {
    return this.revealing.reveal(caller, id, version === undefined ? null : parseVersion(version));
  }

  @Put('rotate')
  @RequirePermission('secret:rotate')
  @Problems('precondition_failed', 'keyring_unavailable')
  @TakesIfMatch()
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the secret.' })
  @ApiOperation({
    summary: 'Rotate a secret',
    description:
      'Gives it a new value as its next version. The last 10 versions (as the server is set) can be revealed.',
  })
  @ApiOkResponse({ type: MaskedSecret, headers: ETAG_HEADER })
  async rotate(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { value }: RotateSecretBody,
    @IfMatch() seen: number | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<MaskedSecret> {
    return masked(reply, await this.rotating.rotate(caller, id, value, seen));
  }

  @Get('versions')
  @RequirePermission('secret:read')
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the secret.' })
  @ApiOperation({ summary: 'Show the history of a secret', description: 'Its versions, the newest first, masked.' })
  @ApiOkResponse({ type: SecretVersionPage })
  async list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<SecretVersionItem>> {
    const before = this.cursors.decode<number>(caller, HISTORY, { id }, query.cursor);
    const { items, next } = await this.history.list(caller, id, before, pageLimit(query));
    return {
      items: items.map(versionItem),
      next_cursor: next === null ? null : this.cursors.encode(caller, HISTORY, { id }, next),
    };
  }

  @Delete('versions/:n')
  @HttpCode(204)
  @RequirePermission('secret:destroy')
  @Problems('version_current')
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the secret.' })
  @ApiParam({ name: 'n', type: 'integer', description: 'The version.' })
  @ApiOperation({
    summary: "Destroy one version's ciphertext",
    description: 'For good. The history goes on to show that it was there. The current version cannot be destroyed.',
  })
  @ApiNoContentResponse()
  async destroy(@CurrentCaller() caller: Caller, @Param('id') id: string, @Param('n') n: string): Promise<void> {
    await this.destroying.destroy(caller, id, parseVersion(n));
  }
}
