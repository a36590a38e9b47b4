import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  Costs,
  CurrentCaller,
  CursorCodec,
  ETAG_HEADER,
  type HeaderSink,
  IdParam,
  IfMatch,
  type Page,
  PageQuery,
  Problems,
  RequirePermission,
  TakesBodyUpTo,
  TakesIfMatch,
} from '#access';
import type { Caller } from '#kernel';
import { DestroyVersion } from '../application/versions/destroy-version.js';
import { RevealSecret } from '../application/versions/reveal-secret.js';
import { RotateSecret } from '../application/versions/rotate-secret.js';
import { SecretHistory } from '../application/versions/secret-history.js';
import { MaskedSecret, Revealed, SecretVersionItem, SecretVersionPage } from './dto/secret.answers.js';
import { TakesAccessReason, VALUE_BODY_BYTES } from './dto/secret.fields.js';
import { expiryOf, parseVersion, RevealQuery, RotateSecretBody, versionOf } from './dto/secret.requests.js';
import { masked, revealed, versionItem } from './secret.presenter.js';

const HISTORY = 'secret-versions';
const SECRET_ID = 'The id of the secret.';

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
  @Problems('secret_expired', 'field_not_found', 'not_an_object', 'keyring_unavailable')
  @TakesAccessReason()
  @ApiOperation({
    summary: 'Reveal a secret',
    description: 'No other answer shows the value. The audit records the reveal before the answer is sent.',
  })
  @ApiOkResponse({ type: Revealed })
  async reveal(
    @CurrentCaller() caller: Caller,
    @IdParam(SECRET_ID) id: string,
    @Query() query: RevealQuery,
  ): Promise<Revealed> {
    return revealed(await this.revealing.reveal(caller, id, versionOf(query), query.field));
  }

  @Put('rotate')
  @RequirePermission('secret:rotate')
  @TakesBodyUpTo(VALUE_BODY_BYTES)
  @Problems('precondition_failed', 'secret_expired', 'keyring_unavailable')
  @TakesIfMatch()
  @ApiOperation({
    summary: 'Rotate a secret',
    description:
      'Gives the secret a new value as its next version. The last 10 versions can be revealed; the operator can set ' +
      'another number. A secret that has expired is rotated with a new `expires_at`; without one the answer is 410 ' +
      '`secret_expired`.',
  })
  @ApiOkResponse({ type: MaskedSecret, headers: ETAG_HEADER })
  async rotate(
    @CurrentCaller() caller: Caller,
    @IdParam(SECRET_ID) id: string,
    @Body() body: RotateSecretBody,
    @IfMatch() seen: readonly number[] | null,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<MaskedSecret> {
    const change = { expiresAt: expiryOf(body) };
    return masked(reply, await this.rotating.rotate(caller, id, body.value, seen, change));
  }

  @Get('versions')
  @Costs(5)
  @RequirePermission('secret:read')
  @ApiOperation({ summary: 'Show the history of a secret', description: 'Its versions without values, newest first.' })
  @ApiOkResponse({ type: SecretVersionPage })
  list(
    @CurrentCaller() caller: Caller,
    @IdParam(SECRET_ID) id: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<Page<SecretVersionItem>> {
    const query = { id, limit, cursor };
    return this.cursors.page(caller, HISTORY, query, versionItem, (before: number | null, most) =>
      this.history.list(caller, id, before, most),
    );
  }

  @Delete('versions/:n')
  @HttpCode(204)
  @RequirePermission('secret:destroy')
  @Problems('version_current')
  @ApiParam({ name: 'n', type: 'integer', description: 'The version.' })
  @ApiOperation({
    summary: "Destroy one version's ciphertext",
    description:
      'The ciphertext is gone for good. The history still shows the version. The current version cannot be destroyed.',
  })
  @ApiNoContentResponse()
  async destroy(@CurrentCaller() caller: Caller, @IdParam(SECRET_ID) id: string, @Param('n') n: string): Promise<void> {
    await this.destroying.destroy(caller, id, parseVersion(n));
  }
}
