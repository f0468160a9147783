const response = await fetch("{{SERVICE}}/v1/videos", {
  method: "POST",
  headers: {
    Authorization: "Bearer YOUR_API_KEY",
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: "grok-imagine-video",
    prompt: "让参考图中的人物向镜头微笑，头发和衣摆轻微摆动",
    seconds: "6",
    aspect_ratio: "16:9",
    resolution: "720P",
    image: "data:image/png;base64,BASE64_IMAGE_DATA",
  }),
});

console.log(await response.json());
