const BASE_URL = '{{SERVICE}}';
const API_KEY = process.env.NEWAPI_API_KEY;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function validateVideoRequest({ model, imageUrls }) {
  if (model === 'grok-video-1.5' && imageUrls.length !== 1) {
    throw new Error('grok-video-1.5 only supports exactly one reference image.');
  }

  if (model === 'grok-image-video' && imageUrls.length > 7) {
    throw new Error('grok-image-video supports at most 7 reference images.');
  }
}

async function createVideo({
  model = 'grok-image-video',
  prompt,
  seconds = 4,
  aspectRatio = '16:9',
  resolution = '720p',
  imageUrls = [],
}) {
  validateVideoRequest({ model, imageUrls });

  const body = {
    model,
    prompt,
    seconds,
    aspect_ratio: aspectRatio,
    resolution,
  };

  if (imageUrls.length > 0) {
    body.image_urls = imageUrls;
    if (imageUrls.length >= 2 && Number(body.seconds) > 10) {
      body.seconds = 10;
    }
  }

  const createResponse = await fetch(`${BASE_URL}/v1/video/generations`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${API_KEY}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(body),
  });

  const created = await createResponse.json();
  if (!createResponse.ok) {
    throw new Error(`Video request failed: ${JSON.stringify(created)}`);
  }

  const taskId = created.task_id || created.id;
  if (!taskId) {
    throw new Error(`No task_id returned: ${JSON.stringify(created)}`);
  }

  for (let i = 0; i < 60; i += 1) {
    await sleep(5000);

    const pollResponse = await fetch(`${BASE_URL}/v1/video/generations/${taskId}`, {
      headers: { Authorization: `Bearer ${API_KEY}` },
    });

    const result = await pollResponse.json();
    if (!pollResponse.ok) {
      throw new Error(`Video poll failed: ${JSON.stringify(result)}`);
    }

    const task = result.data;
    if (task?.status === 'SUCCESS' && task.result_url) {
      return { task_id: task.task_id, video_url: task.result_url, raw_response: result };
    }

    if (task?.status === 'FAILURE') {
      throw new Error(`Video generation failed: ${task.fail_reason || JSON.stringify(result)}`);
    }
  }

  throw new Error(`Video generation timeout: ${taskId}`);
}
