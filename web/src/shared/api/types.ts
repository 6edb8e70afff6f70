import type { components } from '../../api/schema'

type Schemas = components['schemas']

export type Address = Schemas['Address']
export type Applied = Schemas['Applied']
export type ApplyResult = Schemas['ApplyResult']
export type Block = Schemas['Block']
export type Backend = Schemas['Backend']
export type Change = Schemas['Change']
export type ChangePage = Schemas['ChangePage']
export type Condition = Schemas['Condition']
export type ChangeProgress = Schemas['ChangeProgress']
export type ChangeStage = Schemas['ChangeStage']
export type Culprit = Schemas['Culprit']
export type Drift = Schemas['Drift']
export type FieldProblem = Schemas['FieldProblem']
export type Holder = Schemas['Holder']
export type Job = Schemas['Job']
export type LiveEvent = Schemas['EventBody']
export type Network = Schemas['Network']
export type NetworkPlan = Schemas['NetworkPlan']
export type NetworkRequest = Schemas['NetworkRequest']
export type Node = Schemas['Node']
export type NodePlanChange = Schemas['NodePlanChange']
export type Phase = Schemas['Phase']
export type Pool = Schemas['Pool']
export type PoolPurpose = Schemas['PoolPurpose']
export type PoolRequest = Schemas['PoolRequest']
export type Reservation = Schemas['Reservation']
export type Progress = Schemas['Progress']
export type Pod = Schemas['Pod']
export type PodRequest = Schemas['PodRequest']
export type PortMapping = Schemas['PortMapping']
export type PortMappingRequest = Schemas['PortMappingRequest']
export type Project = Schemas['Project']
export type Role = Schemas['Role']
export type RulesetChain = Schemas['RulesetChain']
export type Service = Schemas['Service']
export type ServiceEndpoint = Schemas['ServiceEndpoint']
export type ServiceRequest = Schemas['ServiceRequest']
export type ServiceType = Schemas['ServiceType']
export type SubnetAnswer = Schemas['SubnetAnswer']
export type UsageSample = Schemas['UsageSample']
export type Token = Schemas['Token']
export type TokenBearer = Schemas['TokenBearer']
export type Problem = Schemas['Problem']

/** A kind as events and problems name it, and the resource it stands for. */
export interface ResourceOf {
  node: Node
  network: Network
  pod: Pod
  'port-mapping': PortMapping
  service: Service
  pool: Pool
}

/** What is asked for to make one; nodes join by themselves. */
export interface RequestOf {
  network: NetworkRequest
  pod: PodRequest
  'port-mapping': PortMappingRequest
  service: ServiceRequest
  pool: PoolRequest
}

export type CreatedKind = keyof RequestOf

export type Kind = keyof ResourceOf
export type Resource = ResourceOf[Kind]
