import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, OwnAccount } from '#access';
import type { Caller } from '#kernel';
import { PasswordGeneration } from '../application/passwords/password-generation.js';
import {
  GeneratedPasswordResponse,
  GeneratePasswordRequest,
  generatedPasswordResponse,
} from './dto/password.requests.js';

@ApiTags('Tools')
@ApiBearerAuth()
@Controller('tools')
export class ToolsController {
  constructor(private readonly generation: PasswordGeneration) {}

  @Post('passwords')
  @HttpCode(200)
  @OwnAccount('tools:passwords')
  @ApiOperation({
    summary: 'Make a random password',
    description: 'Every password of that length that holds each of the classes is equally likely. It is not kept.',
  })
  @ApiOkResponse({ type: GeneratedPasswordResponse })
  async password(
    @CurrentCaller() caller: Caller,
    @Body() body: GeneratePasswordRequest,
  ): Promise<GeneratedPasswordResponse> {
    return generatedPasswordResponse(await this.generation.generate(caller, body.length, body.classes));
  }
}
