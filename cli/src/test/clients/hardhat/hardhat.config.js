import hardhatEthers from '@nomicfoundation/hardhat-ethers';

export default {
  plugins: [hardhatEthers],
  solidity: '0.8.37',
  networks: {
    chirograph: { type: 'http', chainType: 'l1', url: process.env.RPC_URL, accounts: [process.env.PRIVATE_KEY] },
  },
};
