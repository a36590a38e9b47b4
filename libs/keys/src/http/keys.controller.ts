import { Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type HeaderSink, IdParam, Problems, RequirePermission } from '#access';
import type { Caller } from '#kernel';
import { KeyAdministration } from '../application/administration/key-administration.js';
import type { Rotation } from '../domain/rotation.js';
import { MasterKeyAnswer, RotatedAnswer, RotationAnswer } from './dto/key.answers.js';
import { RotateMasterQuery } from './dto/key.requests.js';
import { masterAnswer, rotationAnswer } from './key.presenter.js';

/** How long an answer may wait for a rotation of the master key, in milliseconds. */
const WAIT_MS = 60_000;

const ACCEPTED = {
  description: 'The new rotation, or the one that was running already.',
  type: RotationAnswer,
  headers: { Location: { description: 'Where to follow the rotation.', schema: { type: 'string' as const } } },
};

interface StatusSink extends HeaderSink {
  status(code: number): unknown;
}

@ApiTags('Keys')
@ApiBearerAuth()
@Controller('keys')
export class KeysController {
  constructor(private readonly keys: KeyAdministration) {}

  @Get('master')
  @RequirePermission('key:read')
  @Problems('not_found')
  @ApiOperation({
    summary: 'Show the master key',
    description: 'Its versions, never the key. Its name in policies is `key:master`.',
  })
  @ApiOkResponse({ type: MasterKeyAnswer })
  async showMaster(@CurrentCaller() caller: Caller): Promise<MasterKeyAnswer> {
    return masterAnswer(await this.keys.showMaster(caller));
  }

  @Post('master/rotate')
  @HttpCode(202)
  @RequirePermission('key:rotate')
  @Problems('not_found', 'conflict')
  @ApiOperation({
    summary: 'Rotate the master key',
    description:
      'Makes a new version and wraps every key ring again under it, in the background. Reads and writes continue. After a crash, any node continues the rotation. Only one runs at a time: if one runs already, it is returned.',
  })
  @ApiAcceptedResponse(ACCEPTED)
  @ApiOkResponse({ type: RotatedAnswer, description: 'With `wait=true`: the rotation is done.' })
  async rotateMaster(
    @CurrentCaller() caller: Caller,
    @Query() { wait }: RotateMasterQuery,
    @Res({ passthrough: true }) reply: StatusSink,
  ): Promise<RotationAnswer | RotatedAnswer> {
    const rotation = await this.keys.rotateMaster(caller, wait === 'true' ? WAIT_MS : 0);
    if (wait !== 'true' || rotation.state !== 'done') return accepted(reply, rotation);
    reply.status(200);
    return { message: 'Master key rotated successfully' };
  }

  @Post('secrets/rotate')
  @HttpCode(202)
  @RequirePermission('key:rotate')
  @Problems('not_found', 'conflict')
  @ApiOperation({
    summary: 'Rotate the key ring of the team secrets',
    description:
      'Gives the ring a new version and seals every secret again under it, in the background. Readers see no change, and ETags stay. Its name in policies is `key:secrets`.',
  })
  @ApiAcceptedResponse(ACCEPTED)
  async rotateSecrets(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RotationAnswer> {
    return accepted(reply, await this.keys.rotateSecrets(caller));
  }

  @Post('users/:id/rotate')
  @HttpCode(202)
  @RequirePermission('key:rotate')
  @Problems('conflict')
  @ApiOperation({
    summary: "Rotate an account's key ring",
    description:
      'Gives the ring a new version and seals what is under it again, in the background. Its name in policies is `key:users/` and the id.',
  })
  @ApiAcceptedResponse(ACCEPTED)
  async rotateUser(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the account.') id: string,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RotationAnswer> {
    return accepted(reply, await this.keys.rotateUser(caller, id));
  }

  @Get('rotations/:id')
  @RequirePermission('key:read')
  @ApiOperation({ summary: 'Follow a rotation' })
  @ApiOkResponse({ type: RotationAnswer })
  async find(@CurrentCaller() caller: Caller, @IdParam('The id of the rotation.') id: string): Promise<RotationAnswer> {
    return rotationAnswer(await this.keys.find(caller, id));
  }
}

function accepted(reply: HeaderSink, rotation: Rotation): RotationAnswer {
  reply.header('Location', `/api/v1/keys/rotations/${rotation.id}`);
  return rotationAnswer(rotation);
}
