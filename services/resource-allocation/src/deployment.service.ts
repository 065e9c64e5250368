import { Injectable } from '@nestjs/common';
import { type RecoveryOutcome, close, decideWithdrawal, switchOff } from '@cpmp/gate';
import { type DeployAsk, type DeploymentFilter, HolderService } from '@cpmp/holder';
import { type Input, type Paged, permit } from '@cpmp/shell';
import { OPERATIVE } from './domain/resource.js';
import { permissions } from './permissions.js';
import { ResourceService } from './resource.service.js';

/** What is asked at the door. */
export type DeployBody = DeployAsk & { resource: string };

/** The door to deployments of people: deploy, withdraw, decide how they are withdrawn, read. */
@Injectable()
export class DeploymentService {
  constructor(
    private readonly holder: HolderService,
    private readonly resources: ResourceService,
  ) {}

  async deploy(input: Input<{}, {}, DeployBody>) {
    permit(input.principal, permissions, 'deployOperative');
    const { resource, ...ask } = input.body;
    if ((await this.resources.used(input.principal, resource)).kind !== OPERATIVE) permit(input.principal, permissions, 'deploy');
    return this.holder.deploy(input, resource, ask);
  }

  /** Records that people are back. Never refused for want of an authority; nothing else ends a person's deployment. */
  async withdraw(input: Input<{ id: string }, {}, { outcome: RecoveryOutcome; note: string }>) {
    permit(input.principal, permissions, 'withdrawOperative');
    await this.mayActOn(input, 'withdraw');
    return this.holder.decide(input, (thing, now) => close(thing, { ...input.body, permit: input.params.id }, now), 'withdrew the resource');
  }

  /** Records how and when people are withdrawn, and at what risk; the withdrawal is then no longer overdue. */
  async decideWithdrawal(input: Input<{ id: string }, {}, { note: string }>) {
    permit(input.principal, permissions, 'decideOperativeWithdrawal');
    await this.mayActOn(input, 'decideWithdrawal');
    return this.holder.decide(input, (thing, now) => decideWithdrawal(thing, { ...input.body, permit: input.params.id }, now), 'decided on the withdrawal');
  }

  /** Records that what they ran for a power that has ended no longer runs. */
  async switchOff(input: Input<{ id: string }, {}, { note: string }>) {
    permit(input.principal, permissions, 'switchOffOperative');
    await this.mayActOn(input, 'switchOff');
    return this.holder.decide(input, (thing, now) => switchOff(thing, { ...input.body, permit: input.params.id }, now), 'switched off what it ran');
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

  /** Who looks after operatives acts on nothing else. */
  private async mayActOn({ principal, params }: Pick<Input<{ id: string }>, 'principal' | 'params'>, otherwise: 'withdraw' | 'switchOff' | 'decideWithdrawal'): Promise<void> {
    const { kind } = await this.holder.known(principal, params.id);
    if (kind !== OPERATIVE) permit(principal, permissions, otherwise);
  }
}
