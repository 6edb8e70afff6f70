/** What an empty page offers to begin with. */
export const example = `# A network, two pods on different nodes, and one address in front of them.
kind: network
name: shop
serviceCidrs: [10.99.0.0/24]
---
kind: pod
name: shop-1
network: shop
node: node-1
labels: { app: shop }
---
kind: pod
name: shop-2
network: shop
node: node-2
labels: { app: shop }
---
kind: service
name: shop
network: shop
selector: { app: shop }
ports:
  - port: 80
    targetPort: 8080
`
