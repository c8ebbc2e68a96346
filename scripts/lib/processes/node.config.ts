// What `hardhat node` needs, and nothing of what the project's own configuration loads: a second instead of four.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'hardhat/config'

// A node that finds artifacts reads them all first, to name what reverts; its clients decode that themselves.
const folder = join(tmpdir(), 'bourse-node')

export default defineConfig({
  paths: { artifacts: join(folder, 'artifacts'), cache: join(folder, 'cache') },
  networks: {
    // several blocks in a second, so that the chain's clock is the machine's
    node: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka', allowBlocksWithSameTimestamp: true },
  },
})
