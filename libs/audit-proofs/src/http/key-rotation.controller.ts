import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, Problems, RequirePermission, timestamp } from '#access';
import type { Caller } from '#kernel';
import { keyOf } from '../application/checkpoints/log-keys.js';
import { KeyRotation } from '../application/signing/key-rotation.js';
import { formatVkey } from '../domain/notes/note-key.js';
import type { HeadKey, SignedHead } from '../domain/signed-head.js';
import { RotatedKeyAnswer } from './dto/key-rotation.answers.js';

@ApiTags('Audit')
@ApiBearerAuth()
@Controller('audit/keys')
export class KeyRotationController {
  constructor(private readonly rotation: KeyRotation) {}

  @Post('rotations')
  @HttpCode(200)
  @RequirePermission('audit:rotate')
  @Problems('validation_failed', 'no_checkpoint', 'conflict', 'limit_reached')
  @ApiOperation({
    summary: 'Rotate the key that signs checkpoints',
    description:
      'For a key that may have leaked. The new key signs from the next checkpoint on. The earlier ones sign beside it for ' +
      '`AUDIT_KEY_OVERLAP`, so that verifiers have time to get the new one. The trail has the ids of all keys. ' +
      'Operators of witnesses have to be told. After an error, call it again: no key is made twice.',
  })
  @ApiHeader({
    name: 'X-Access-Reason',
    required: true,
    description: 'Why the key is rotated, at most 256 characters. The audit keeps it.',
    example: 'A token of the keyring leaked.',
  })
  @ApiOkResponse({ type: RotatedKeyAnswer })
  async rotate(@CurrentCaller() caller: Caller): Promise<RotatedKeyAnswer> {
    return answerOf(await this.rotation.rotate(caller));
  }
}

function answerOf({ origin, keys }: SignedHead): RotatedKeyAnswer {
  const vkeyOf = (key: HeadKey) => formatVkey(keyOf(origin, key));
  const earlier = keys.slice(0, -1).map((key) => ({
    vkey: vkeyOf(key),
    signs_until: timestamp(key.until ?? 0),
  }));
  return { vkey: keys.slice(-1).map(vkeyOf).join(), earlier };
}
