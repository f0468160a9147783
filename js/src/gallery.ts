// In the making.
export default {};
