curl -X POST {{SERVICE}}/v1/videos/generations \
-H "Authorization: Bearer sk-your-api-key" \
-H "Content-Type: application/json" \
-d '{
"model": "grok-imagine-text-to-video",
"callback_url": "https://your-server.com/webhook",
"input": {
"prompt": "一条超现实走廊里,几扇门依次打开,门内是不同的微型客厅。",
"aspect_ratio": "2:3",
"duration": 6,
"resolution": "480p"
}
}'
