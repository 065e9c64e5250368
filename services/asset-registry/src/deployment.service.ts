import { Injectable } from '@nestjs/common';
import { type RecoveryOutcome, close, switchOff } from '@cpmp/gate';
import { type DeployAsk, type DeploymentFilter, HolderService } from '@cpmp/holder';
import { type Input, type Paged, permit } from '@cpmp/shell';
import { AssetService } from './asset.service.js';
import { permissions } from './permissions.js';

/** What is asked at the door. */
export type DeployBody = DeployAsk & { asset: string };

/** The door to deployments of assets: deploy, move, switch off, recover, read. */
@Injectable()
export class DeploymentService {
  constructor(
    private readonly holder: HolderService,
    private readonly assets: AssetService,
  ) {}

  async deploy(input: Input<{}, {}, DeployBody>) {
    permit(input.principal, permissions, 'deploy');
    const { asset, ...ask } = input.body;
    await this.assets.known(input.principal, asset);
    return this.holder.deploy(input, asset, ask);
  }

  /** What stays where it is goes on under another permit: that of the new period. */
  async move(input: Input<{ id: string }, {}, DeployAsk>) {
    permit(input.principal, permissions, 'move');
    return this.holder.move(input, input.body);
  }

  /** Records that it no longer runs, as was ordered. */
  async switchOff(input: Input<{ id: string }, {}, { note: string }>) {
    permit(input.principal, permissions, 'switchOff');
    return this.holder.decide(input, (thing, now) => switchOff(thing, { ...input.body, permit: input.params.id }, now), 'switched the asset off');
  }

  /** Records how the asset came back, or that it did not. Never refused for want of an authority. */
  async recover(input: Input<{ id: string }, {}, { outcome: RecoveryOutcome; note: string }>) {
    permit(input.principal, permissions, 'recover');
    return this.holder.decide(input, (thing, now) => close(thing, { ...input.body, permit: input.params.id }, now), 'recovered the asset');
  }

  async read(input: Input<{ id: string }>) {
    permit(input.principal, permissions, 'readDeployments');
    return this.holder.read(input);
  }

  /** Those that the caller may know of, the newest first. */
  async list(input: Input<{}, Paged & DeploymentFilter>) {
    permit(input.principal, permissions, 'readDeployments');
    return this.holder.list(input);
  }
}
