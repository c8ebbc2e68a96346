import type { DisputeReport } from '../../actions/dispute/show.ts'
import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'
import { parseInteger } from '../../core/numbers.ts'
import { table } from '../../core/table.ts'

const command: Command = {
  summary: 'Show a game about a receipt: what is denied, whose move it is, and every move that was made',
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

const STATES = { open: 'open', upheld: 'over: the receipt is false', rejected: 'over: the receipt stands' } as const

function describe(game: DisputeReport, bond: string): string {
  const { id, provider, challenger, receipt, moves } = game
  const rows = moves.map(({ move, by, block, gas, detail }) => [move, by, block, gas, detail])
  return [
    `game ${id}: ${STATES[game.state]}`,
    `receipt ${receipt.sequence} of provider ${provider}, epoch ${receipt.epoch}, lease ${receipt.lease}: ${receipt.status}, fuel ${receipt.fuel}`,
    `denied by ${challenger}, bond ${bond} of the chain's coin`,
    ...progress(game),
    '',
    table(['move', 'by', 'block', 'gas', ''], rows),
  ].join('\n')
}

function progress({ steps, first, width, next, turn, timeLeft = 0 }: DisputeReport): string[] {
  const lines = steps === undefined ? [] : [`of ${steps} steps, ${width} from step ${first} on are denied`]
  if (next === undefined) return lines
  const clock =
    timeLeft < 0 ? `its time ran out ${-timeLeft} s ago: anybody can end the game` : `${timeLeft} s left on its clock`
  return [...lines, `next: the ${next}'s ${turn}, ${clock}`]
}

export default command
