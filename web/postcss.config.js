import mantine from 'postcss-preset-mantine'

// light-dark() becomes rules for Mantine's attribute: the browser's own follows the system, not the choice made on the page.
export default { plugins: [mantine()] }
