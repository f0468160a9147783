curl -X POST {{SERVICE}}/v1/videos/generations \
-H "Authorization: Bearer sk-your-api-key" \
-H "Content-Type: application/json" \
-d '{
"model": "grok-imagine-image-to-video",
"callback_url": "https://your-server.com/webhook",
"input": {
"image_urls": [
"https://example.com/person.jpg",
"https://example.com/coffee.jpg"
],
"prompt": "@image1 坐在办公桌前;有人把 @image2 放到她面前,她拿起来。",
"aspect_ratio": "16:9",
"duration": 6
}
}'
