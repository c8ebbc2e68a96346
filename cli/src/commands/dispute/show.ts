import type { DisputeReport } from '../../actions/dispute/show.ts'
import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'
import { parseInteger } from '../../core/numbers.ts'
import { table } from '../../core/table.ts'

const command: Command = {
  summary: 'Show a game about a receipt or a canary: what is denied, whose move it is, and every move that was made',
  args: { id: { type: 'positional', required: false, description: 'Game id' } },
  examples: ['bourse dispute show 3', 'bourse dispute show 3 --json'],
  async run(context, args) {
    const { disputeShow } = await import('../../actions/dispute/show.ts')
    const { formatEther } = await import('viem')
    const id = text(args, 'id')
    if (id === undefined) throw missing('id', 'the id of a game')
    const data = await disputeShow(context, { id: parseInteger('id', id, 1, 10 ** 15 - 1) })
    return { data, text: describe(data, formatEther(data.bond)) }
  },
}

function describe(game: DisputeReport, bond: string): string {
  const { id, challenger, moves } = game
  const rows = moves.map(({ move, by, block, gas, detail }) => [move, by, block, gas, detail])
  return [
    `game ${id}: ${stateOf(game)}`,
    subject(game),
    `denied by ${challenger}, bond ${bond} of the chain's coin`,
    ...progress(game),
    '',
    table(['move', 'by', 'block', 'gas', ''], rows),
  ].join('\n')
}

function stateOf({ state, leaf }: DisputeReport): string {
  if (state === 'open') return 'open'
  return `over: the ${leaf ? 'canary' : 'receipt'} ${state === 'upheld' ? 'is false' : 'stands'}`
}

function subject({ provider, receipt, leaf }: DisputeReport): string {
  if (receipt) {
    const { sequence, epoch, lease, status, fuel } = receipt
    return `receipt ${sequence} of provider ${provider}, epoch ${epoch}, lease ${lease}: ${status}, fuel ${fuel}`
  }
  if (leaf === undefined) return `provider ${provider}`
  const { epoch, lease, functionId, version, isExecuted } = leaf
  const of = isExecuted ? "chunks of the module and a sample's result" : 'chunks of the module'
  return `canary of provider ${provider}, epoch ${epoch}, lease ${lease}, function ${functionId}, version ${version}: ${of}`
}

function progress({ steps, first, width, next, turn, timeLeft = 0 }: DisputeReport): string[] {
  const lines = steps === undefined ? [] : [`of ${steps} steps, ${width} from step ${first} on are denied`]
  if (next === undefined) return lines
  const clock =
    timeLeft < 0 ? `its time ran out ${-timeLeft} s ago: anybody can end the game` : `${timeLeft} s left on its clock`
  return [...lines, `next: the ${next}'s ${turn}, ${clock}`]
}

export default command
