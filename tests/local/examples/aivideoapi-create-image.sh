curl -X POST {{SERVICE}}/v1/videos/generations \
-H "Authorization: Bearer sk-your-api-key" \
-H "Content-Type: application/json" \
-d '{
"model": "grok-imagine-image-to-video",
"callback_url": "https://your-server.com/webhook",
"input": {
"image_urls": ["https://example.com/portrait.png"],
"prompt": "她缓缓转头微笑,镜头慢慢推近。",
"duration": 6,
"resolution": "720p"
}
}'
