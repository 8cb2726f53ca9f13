// Gradio answers a call of the server that failed with nothing, and says so in the console only. What a function
// of the server gives back is never that.
async function call(does, argument) {
  const answer = await does(argument);
  if (answer === undefined) throw new Error('no answer from the server');
  return answer;
}
